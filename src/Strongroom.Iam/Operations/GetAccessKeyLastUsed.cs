using Strongroom.Access;
using Strongroom.Aws;

namespace Strongroom.Iam.Operations;

/// <summary>Says whose an access key is. When it was last used stands in the audit trail; here AWS's answer for a key never used.</summary>
[Operation("iam.GetAccessKeyLastUsed", ReadOnly = true)]
public sealed class GetAccessKeyLastUsed(AccessKeys keys) : IOperation<GetAccessKeyLastUsed.Request, GetAccessKeyLastUsed.Response>
{
    private static readonly ActionName Action = ActionName.Of("iam:GetAccessKeyLastUsed");

    /// <summary>What is asked.</summary>
    public sealed record Request
    {
        /// <summary>The access key.</summary>
        [Required, Length(16, 128), Pattern(@"[\w]+")] public string? AccessKeyId { get; init; }
    }

    /// <summary>The answer.</summary>
    public sealed record Response(string? UserName, LastUse AccessKeyLastUsed);

    /// <summary>The last use.</summary>
    public sealed record LastUse(string ServiceName, string Region);

    /// <inheritdoc/>
    public async ValueTask<Response> InvokeAsync(Request request, Call call, CancellationToken cancellation)
    {
        var key = await keys.FindOwnAsync(call, request.AccessKeyId!, Action, cancellation);
        return new(key.UserName, new("N/A", "N/A"));
    }
}
