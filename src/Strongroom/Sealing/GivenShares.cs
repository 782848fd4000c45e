using Strongroom.Cryptography;
using Strongroom.Hsm;

namespace Strongroom.Sealing;

/// <summary>Shares that were given so far, by one person after the other; forgotten when the installation opens, is sealed, or stops.</summary>
internal sealed class GivenShares(ServerOptions options)
{
    private SharesSlot? slot;
    private int needed;

    public SharesSlot Slot => slot ?? throw new InvalidOperationException("No share was given.");

    public bool AreEnough => slot is not null && slot.Shares.Count >= needed;

    public (int Given, int Needed)? Progress => slot is null ? null : (slot.Shares.Count, needed);

    /// <exception cref="SealException">One of the shares is refused; those before it are kept.</exception>
    public void Give(SlotRequest request)
    {
        var info = Keyring.SlotsOf(options.SealFolder).FirstOrDefault(static slot => slot.Kind == SealSlotKind.Shares)
            ?? throw new SealException("The installation has no slot of shares.");
        slot ??= new(SecretArena.Shared);
        needed = SharesSlot.ThresholdOf(info.Parameters.Span);
        using var text = request.TakeSecret();
        using var lease = text.Borrow();
        foreach (var line in lease.Bytes.Split((byte)'\n'))
        {
            var share = lease.Bytes[line].Trim(" \r\t"u8);
            if (!share.IsEmpty) slot.Give(Share.Parse(share, SecretArena.Shared), info.Parameters.Span);
        }
    }

    public void Clear()
    {
        slot?.Dispose();
        slot = null;
    }
}
