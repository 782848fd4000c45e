using Strongroom.Access;
using Strongroom.Aws;

namespace Strongroom.Kms.Operations;

/// <summary>Shows the policy of a KMS key.</summary>
[Operation("TrentService.GetKeyPolicy", ReadOnly = true)]
public sealed class GetKeyPolicy(Storage.Records records, KeyStore keys, KmsAuthorizer authorizer) : IOperation<GetKeyPolicy.Request, GetKeyPolicy.Response>
{
    private static readonly ActionName Action = KmsActions.Of("GetKeyPolicy");

    /// <summary>What is asked.</summary>
    public sealed record Request
    {
        /// <summary>Key id or key ARN.</summary>
        [Required, Length(1, 2048)] public string? KeyId { get; init; }
        /// <summary>Only <c>default</c>.</summary>
        [Length(1, 128), Pattern(@"[\w]+")] public string? PolicyName { get; init; }
    }

    /// <summary>The answer.</summary>
    public sealed record Response(string Policy, string PolicyName);

    /// <inheritdoc/>
    public async ValueTask<Response> InvokeAsync(Request request, Call call, CancellationToken cancellation)
    {
        if (request.PolicyName is not (null or KeyPolicy.Name)) throw KmsFaults.NoSuchPolicy();
        var key = (await keys.GetByIdAsync(call, request.KeyId!, cancellation)).Value;
        await authorizer.DemandAsync(call, Action, new() { Key = key }, cancellation);
        return new((await records.GetPolicyAsync(key, cancellation)).Value.Policy, KeyPolicy.Name);
    }
}
