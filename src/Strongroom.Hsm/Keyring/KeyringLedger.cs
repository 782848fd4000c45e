namespace Strongroom.Hsm;

/// <summary>What the keyring remembers of keys that were destroyed, and of domain keys on their way out.</summary>
/// <remarks>docs/formats/keyring.md. It lies apart from the store, so that a restored store cannot forget a deletion.</remarks>
public sealed record KeyringLedger
{
    /// <summary>Keys that must not come back from a backup. An entry goes when the domain key that its material needs is destroyed.</summary>
    public IReadOnlyList<DestroyedEntry> Destroyed { get; init; } = [];

    /// <summary>Domain keys whose remaining backing keys are to be wrapped anew: something under them was destroyed, or a rekey was made.</summary>
    public IReadOnlyList<Guid> Leaving { get; init; } = [];

    /// <summary>Domain keys that nothing live needs: they are kept for the backups alone.</summary>
    public IReadOnlyList<RetiredDomainKey> Retired { get; init; } = [];
}

/// <summary>A destroyed KMS key, or generation of its key material.</summary>
/// <param name="Account">Its owner.</param>
/// <param name="Region">Its region.</param>
/// <param name="KeyId">The KMS key's id.</param>
/// <param name="BackingKeyId">The generation; null for the KMS key itself.</param>
/// <param name="DomainKeyId">The domain key under which backups still have the generation.</param>
/// <param name="Revision">The stored revision that was destroyed.</param>
/// <param name="At">When it was noted here.</param>
public sealed record DestroyedEntry(
    string Account, string Region, string KeyId, Guid? BackingKeyId, Guid? DomainKeyId, long Revision, DateTimeOffset At);

/// <summary>A domain key that nothing live needs.</summary>
/// <param name="Id">The domain key.</param>
/// <param name="At">Since when; it is destroyed once backups from before have expired.</param>
public sealed record RetiredDomainKey(Guid Id, DateTimeOffset At);
