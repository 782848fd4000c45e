using Strongroom.Cryptography;
using Strongroom.Hsm;

namespace Strongroom.Sealing;

/// <summary>A secret that a command was given for an installation on which no server runs.</summary>
internal sealed class GivenSecret : IDisposable
{
    private readonly GivenShares? shares;
    private readonly KeyMaterial? material;

    /// <exception cref="SealException">It is refused.</exception>
    public GivenSecret(ServerOptions options, SlotRequest? request)
    {
        if (request is null) return;
        if (request.Kind == SlotRequest.Shares)
        {
            shares = new(options);
            shares.Give(request);
            Slot = shares.Slot;
        }
        else
        {
            material = request.TakeSecret();
            Slot = SlotSecrets.Existing(options, request, material);
        }
    }

    /// <summary>What it opens; null for whatever lies at hand.</summary>
    public ISealSlot? Slot { get; }

    public void Dispose()
    {
        shares?.Clear();
        material?.Dispose();
    }
}
