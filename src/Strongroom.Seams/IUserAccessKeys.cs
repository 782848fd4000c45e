using Strongroom.Aws;
using Strongroom.Cryptography;

namespace Strongroom.Seams;

/// <summary>What Secrets Manager asks of IAM to rotate the access key of a user: as its caller, each a child call with a record of its own.</summary>
public interface IUserAccessKeys
{
    /// <summary>The ids of a user's access keys, oldest first.</summary>
    /// <exception cref="FaultException">IAM's own refusal.</exception>
    ValueTask<IReadOnlyList<string>> ListAsync(Call call, string viaService, string userName, CancellationToken cancellation);

    /// <summary>Makes an access key.</summary>
    /// <exception cref="FaultException">IAM's own refusal.</exception>
    ValueTask<UserAccessKey> CreateAsync(Call call, string viaService, string userName, CancellationToken cancellation);

    /// <summary>Deletes an access key.</summary>
    /// <exception cref="FaultException">IAM's own refusal.</exception>
    ValueTask DeleteAsync(Call call, string viaService, string userName, string accessKeyId, CancellationToken cancellation);
}

/// <summary>A new access key, with its secret.</summary>
/// <param name="AccessKeyId">Its id.</param>
/// <param name="Secret">Its secret, as text; the receiver disposes it.</param>
public sealed record UserAccessKey(string AccessKeyId, KeyMaterial Secret) : IDisposable
{
    /// <inheritdoc/>
    public void Dispose() => Secret.Dispose();
}
