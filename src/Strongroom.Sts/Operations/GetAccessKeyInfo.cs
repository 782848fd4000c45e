using Strongroom.Access;
using Strongroom.Aws;
using Strongroom.Iam;

namespace Strongroom.Sts.Operations;

/// <summary>Says which account an access key belongs to.</summary>
[Operation("sts.GetAccessKeyInfo", ReadOnly = true)]
public sealed class GetAccessKeyInfo(IamStore store, StsAuthorizer authorizer)
    : IOperation<GetAccessKeyInfo.Request, GetAccessKeyInfo.Response>
{
    private static readonly ActionName Action = ActionName.Of("sts:GetAccessKeyInfo");

    /// <summary>What is asked.</summary>
    public sealed record Request
    {
        /// <summary>The access key.</summary>
        [Required, Length(16, 128), Pattern(@"[\w]*")] public string? AccessKeyId { get; init; }
    }

    /// <summary>The answer.</summary>
    public sealed record Response(string Account);

    /// <inheritdoc/>
    public async ValueTask<Response> InvokeAsync(Request request, Call call, CancellationToken cancellation)
    {
        await authorizer.DemandAsync(call, Action, "*", keys: null, cancellation);
        var key = await store.Records.FindAsync(AccessKey.Records, AccessKey.RecordKeyOf(request.AccessKeyId!), cancellation);
        return new(key?.Value.Account ?? throw StsFaults.Invalid($"The access key {request.AccessKeyId} does not exist."));
    }
}
