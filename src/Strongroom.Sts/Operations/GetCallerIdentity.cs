using Strongroom.Aws;

namespace Strongroom.Sts.Operations;

/// <summary>Says who signed: always allowed.</summary>
[Operation("sts.GetCallerIdentity", ReadOnly = true)]
public sealed class GetCallerIdentity : IOperation<GetCallerIdentity.Request, GetCallerIdentity.Response>
{
    /// <summary>What is asked.</summary>
    public sealed record Request;

    /// <summary>The answer.</summary>
    public sealed record Response(string UserId, string Account, string Arn);

    /// <inheritdoc/>
    public ValueTask<Response> InvokeAsync(Request request, Call call, CancellationToken cancellation)
    {
        return new(new Response(call.Caller.UserId, call.Account, call.Caller.Arn));
    }
}
