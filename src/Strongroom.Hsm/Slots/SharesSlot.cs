using Strongroom.Cryptography;

namespace Strongroom.Hsm;

/// <summary>Opens the keyring with k of n shares.</summary>
/// <remarks>
/// docs/formats/keyring.md. The slot record holds a check value of each share, so that a wrong one is named when it is given, not when all
/// are together. A check value says nothing about its share, which has 256 random bits.
/// </remarks>
public sealed class SharesSlot : ISealSlot, IDisposable
{
    private const int ThresholdAt = 1, CountAt = 2, SetAt = 3, ChecksAt = SetAt + Share.SetLength, CheckLength = 16;
    private const byte Version = 1;

    private readonly List<Share> _shares = [];
    private readonly SecretArena _arena;
    private readonly int _threshold, _count;

    /// <summary>A slot to be made: its shares are there after <see cref="Prepare"/>.</summary>
    /// <exception cref="SealException">The numbers make no sense.</exception>
    public SharesSlot(int threshold, int count, SecretArena arena)
    {
        if (threshold < 2 || count < threshold || count > SecretSharing.MostShares)
            throw new SealException($"{threshold} of {count} shares make no sense: say 2 or more of at most {SecretSharing.MostShares}.");
        (_threshold, _count, _arena) = (threshold, count, arena);
    }

    /// <summary>A slot to be opened with the shares that <see cref="Give"/> gets.</summary>
    public SharesSlot(SecretArena arena) => _arena = arena;

    /// <inheritdoc/>
    public SealSlotKind Kind => SealSlotKind.Shares;

    /// <summary>The shares: those that were made, or those given so far.</summary>
    public IReadOnlyList<Share> Shares => _shares;

    /// <summary>Takes a share, which this owns from now on, if it is one of the slot with <paramref name="parameters"/>.</summary>
    /// <exception cref="SealException">It is of another set, changed, or was given before; the share is disposed.</exception>
    public void Give(Share share, ReadOnlySpan<byte> parameters)
    {
        ArgumentNullException.ThrowIfNull(share);
        try
        {
            Demand(parameters);
            var set = Convert.ToHexStringLower(parameters.Slice(SetAt, Share.SetLength));
            if (share.Set != set) throw new SealException($"Share {share.Index} is of the set {share.Set}; this installation's is {set}.");
            if (_shares.Exists(given => given.Index == share.Index)) throw new SealException($"Share {share.Index} was given before.");
            if (share.Threshold != parameters[ThresholdAt] || share.Index > parameters[CountAt] || !Matches(share, parameters))
                throw new SealException($"Share {share.Index} of the set {set} is not the one that was made: it was changed.");
        }
        catch
        {
            share.Dispose();
            throw;
        }

        _shares.Add(share);
    }

    /// <summary>How many shares open the slot with <paramref name="parameters"/>.</summary>
    public static int ThresholdOf(ReadOnlySpan<byte> parameters)
    {
        Demand(parameters);
        return parameters[ThresholdAt];
    }

    /// <inheritdoc/>
    public byte[] Prepare()
    {
        using var secret = KeyMaterial.Random(Share.DataLength, _arena);
        var parts = new byte[_count][];
        for (var i = 0; i < _count; i++) parts[i] = GC.AllocateArray<byte>(Share.DataLength, pinned: true);
        var parameters = new byte[ChecksAt + (_count * CheckLength)];
        (parameters[0], parameters[ThresholdAt], parameters[CountAt]) = (Version, (byte)_threshold, (byte)_count);
        RandomBytes.Fill(parameters.AsSpan(SetAt, Share.SetLength));
        try
        {
            using (var lease = secret.Borrow()) SecretSharing.Split(lease.Bytes, _threshold, [.. parts.Select(static part => part.AsMemory())]);
            for (var i = 0; i < _count; i++)
            {
                var share = Share.Make(_threshold, i + 1, parameters.AsSpan(SetAt, Share.SetLength), parts[i], _arena);
                _shares.Add(share);
                Check(share, parameters.AsSpan(ChecksAt + (i * CheckLength), CheckLength));
            }
        }
        finally
        {
            foreach (var part in parts) System.Security.Cryptography.CryptographicOperations.ZeroMemory(part);
        }

        return parameters;
    }

    /// <inheritdoc/>
    public KeyMaterial Unseal(ReadOnlySpan<byte> parameters, SecretArena arena)
    {
        var threshold = ThresholdOf(parameters);
        if (_shares.Count < threshold) throw new SealException($"{_shares.Count} of the {threshold} shares that are needed were given.");
        var chosen = _shares.Take(threshold).ToList();
        var data = new List<ReadOnlyMemory<byte>>();
        try
        {
            foreach (var share in chosen)
            {
                using var material = share.Data(_arena);
                using var lease = material.Borrow();
                var copy = GC.AllocateArray<byte>(Share.DataLength, pinned: true);
                lease.Bytes.CopyTo(copy);
                data.Add(copy);
            }

            var parts = (chosen.Select(static share => (byte)share.Index).ToArray(), data, parameters.ToArray());
            return KeyMaterial.Create(SealedBox.KeyLength, parts, static (key, parts) =>
            {
                var (indexes, data, parameters) = parts;
                Span<byte> secret = stackalloc byte[Share.DataLength];
                SecretSharing.Combine(indexes, data, secret);
                Kdf.Derive(secret, "strongroom/shares-slot/v1"u8, parameters, key);
                System.Security.Cryptography.CryptographicOperations.ZeroMemory(secret);
            }, arena);
        }
        finally
        {
            foreach (var copy in data)
                System.Security.Cryptography.CryptographicOperations.ZeroMemory(
                    System.Runtime.InteropServices.MemoryMarshal.AsMemory(copy).Span);
        }
    }

    /// <summary>Wipes the shares.</summary>
    public void Dispose()
    {
        foreach (var share in _shares) share.Dispose();
        _shares.Clear();
    }

    internal static string Describe(ReadOnlySpan<byte> parameters) => parameters.Length < ChecksAt ? "damaged"
        : $"{parameters[ThresholdAt]} of {parameters[CountAt]} shares, set {Convert.ToHexStringLower(parameters.Slice(SetAt, Share.SetLength))}";

    private bool Matches(Share share, ReadOnlySpan<byte> parameters)
    {
        Span<byte> check = stackalloc byte[CheckLength];
        Check(share, check);
        return FixedTime.Equals(check, parameters.Slice(ChecksAt + ((share.Index - 1) * CheckLength), CheckLength));
    }

    private void Check(Share share, Span<byte> check)
    {
        using var data = share.Data(_arena);
        using var lease = data.Borrow();
        Kdf.Derive(lease.Bytes, "strongroom/share-check/v1"u8, [(byte)share.Index], check);
    }

    private static void Demand(ReadOnlySpan<byte> parameters)
    {
        if (parameters.Length < ChecksAt || parameters[0] != Version || parameters.Length != ChecksAt + (parameters[CountAt] * CheckLength)
            || parameters[ThresholdAt] < 2 || parameters[ThresholdAt] > parameters[CountAt])
            throw new SealException("The shares slot has no parameters of a known version: it is damaged.");
    }
}
