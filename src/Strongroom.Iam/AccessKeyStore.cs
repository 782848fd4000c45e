using Strongroom.Access;
using Strongroom.Aws;
using Strongroom.Cryptography;
using Strongroom.Storage;

namespace Strongroom.Iam;

/// <summary>Finds who signs: access keys as the store has them, from the cache when warm.</summary>
/// <param name="records">The store.</param>
/// <param name="keys">The keys of the purpose "credentials".</param>
public sealed class AccessKeyStore(Records records, IPurposeKeys keys) : ICredentials
{
    private readonly Credential decoy = StoredCredential.Decoy(keys);

    /// <inheritdoc/>
    public Credential Decoy => decoy;

    /// <inheritdoc/>
    public async ValueTask<Credential?> FindAsync(string accessKeyId, string? sessionToken, CancellationToken cancellation)
    {
        if (sessionToken is not null || accessKeyId.Length is < 16 or > 128) return null;
        var stored = await records.FindAsync(AccessKey.Records, AccessKey.RecordKeyOf(accessKeyId), cancellation);
        return stored is { Value.Active: true } ? stored.Value.CredentialAt(stored.Revision, keys) : null;
    }
}

/// <summary>A stored access key as the front door uses it.</summary>
internal sealed record StoredCredential(Caller Caller, long Revision, AccessKey Key, IPurposeKeys Keys) : Credential(Caller, Revision)
{
    public override KeyMaterial OpenSecretKey() => Key.OpenSecret(Keys);

    public static StoredCredential Decoy(IPurposeKeys keys)
    {
        var key = AccessKey.Create(keys, "000000000000", null, DateTimeOffset.UnixEpoch, out var secret);
        secret.Dispose();
        return new(Caller.Root(key.Account, key.AccessKeyId), 0, key, keys);
    }
}
