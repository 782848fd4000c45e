using Strongroom.Access;
using Strongroom.Cryptography;

namespace Strongroom.Aws;

/// <summary>Where the front door finds an access key's holder and secret. Asked on every request, it caches; nobody else does.</summary>
public interface ICredentials
{
    /// <summary>
    /// The access key and who holds it; null if there is none, it is inactive, or the session token is missing, superfluous or not its own.
    /// </summary>
    /// <param name="accessKeyId">As it stands in the request.</param>
    /// <param name="sessionToken">X-Amz-Security-Token, where given.</param>
    /// <param name="cancellation">Gives up waiting for the store.</param>
    ValueTask<Credential?> FindAsync(string accessKeyId, string? sessionToken, CancellationToken cancellation);

    /// <summary>
    /// Nobody's access key, with a random secret that is kept and opened like a real one: what an unknown access key is checked against, so
    /// that it costs as much as a wrong signature.
    /// </summary>
    Credential Decoy { get; }
}

/// <summary>An access key's holder, and the way to its secret. A light handle that the finder keeps and hands out again.</summary>
/// <param name="Caller">Who signs with this key.</param>
/// <param name="Revision">Changes whenever the key or its holder does: signing keys are cached under it.</param>
public abstract record Credential(Caller Caller, long Revision)
{
    /// <summary>When a session ends; null for keys that do not.</summary>
    public DateTimeOffset? Expires { get; init; }

    /// <summary>Opens the secret key, at most 128 ASCII characters. Asked about once a day and region. The caller disposes it.</summary>
    public abstract KeyMaterial OpenSecretKey();
}
