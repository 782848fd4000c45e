using Strongroom.Access;
using Strongroom.Aws;

namespace Strongroom.Kms.Operations;

/// <summary>Shows a KMS key. Asked for the alias of a service that has no key yet, it makes that key, as AWS does.</summary>
[Operation("TrentService.DescribeKey", ReadOnly = true)]
public sealed class DescribeKey(KeyStore keys, KmsAuthorizer authorizer, ServiceManagedKeys managed) : IOperation<DescribeKey.Request, DescribeKey.Response>
{
    private static readonly ActionName Action = KmsActions.Of("DescribeKey");

    /// <summary>What is asked.</summary>
    public sealed record Request
    {
        /// <summary>Key id, key ARN, alias or alias ARN.</summary>
        [Required, Length(1, 2048)] public string? KeyId { get; init; }
        /// <summary>Proofs of fresh grants.</summary>
        [Length(0, 10), ElementLength(1, 8192), NotAudited] public IReadOnlyList<string>? GrantTokens { get; init; }
    }

    /// <summary>The answer.</summary>
    public sealed record Response(KeyMetadata KeyMetadata);

    /// <inheritdoc/>
    public async ValueTask<Response> InvokeAsync(Request request, Call call, CancellationToken cancellation)
    {
        await managed.EnsureAsync(call, request.KeyId!, cancellation);
        var key = (await keys.GetAsync(call, request.KeyId!, cancellation)).Value;
        await authorizer.DemandAsync(call, Action, new() { Key = key, RequestKeyId = request.KeyId, GrantTokens = request.GrantTokens }, cancellation);
        return new(KeyMetadata.Of(key));
    }
}
