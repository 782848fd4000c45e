using Strongroom.Access;
using Strongroom.Aws;

namespace Strongroom.Iam.Operations;

/// <summary>Shows a managed policy.</summary>
[Operation("iam.GetPolicy", ReadOnly = true)]
public sealed class GetPolicy(IamStore store, PolicyCounts counts) : IOperation<GetPolicy.Request, GetPolicy.Response>
{
    private static readonly ActionName Action = ActionName.Of("iam:GetPolicy");

    /// <summary>What is asked.</summary>
    public sealed record Request
    {
        /// <summary>The managed policy.</summary>
        [Required, Length(20, 2048)] public string? PolicyArn { get; init; }
    }

    /// <summary>The answer.</summary>
    public sealed record Response(PolicyDetails Policy);

    /// <inheritdoc/>
    public async ValueTask<Response> InvokeAsync(Request request, Call call, CancellationToken cancellation)
    {
        var policy = await store.GetPolicyAsync(call, request.PolicyArn!, Action, cancellation);
        return new(await counts.DetailsAsync(call.Account, policy, cancellation));
    }
}
