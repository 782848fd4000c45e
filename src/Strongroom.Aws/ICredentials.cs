using Strongroom.Access;
using Strongroom.Cryptography;

namespace Strongroom.Aws;

/// <summary>Where the front door finds the secret of an access key.</summary>
public interface ICredentials
{
    /// <summary>The access key and who holds it; null if there is none, or it is inactive.</summary>
    /// <param name="accessKeyId">As it stands in the request.</param>
    /// <param name="sessionToken">X-Amz-Security-Token, where given.</param>
    ValueTask<Credential?> FindAsync(string accessKeyId, string? sessionToken, CancellationToken cancellation);
}

/// <summary>An access key's holder and secret. The finder's caller disposes it.</summary>
public sealed record Credential(Caller Caller, KeyMaterial SecretKey) : IDisposable
{
    /// <summary>Changes whenever the key or its holder does: signing keys are cached under it.</summary>
    public long Revision { get; init; }

    /// <inheritdoc/>
    public void Dispose() => SecretKey.Dispose();
}
