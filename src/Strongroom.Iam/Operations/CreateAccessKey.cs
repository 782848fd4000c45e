using Strongroom.Aws;

namespace Strongroom.Iam.Operations;

/// <summary>Makes an access key for a user; for the caller, where none is named.</summary>
[Operation("iam.CreateAccessKey")]
public sealed class CreateAccessKey(AccessKeys keys) : IOperation<CreateAccessKey.Request, CreateAccessKey.Response>
{
    /// <summary>What is asked.</summary>
    public sealed record Request
    {
        /// <summary>The user's name.</summary>
        [Length(1, 128)] public string? UserName { get; init; }
    }

    /// <summary>The answer.</summary>
    public sealed record Response(NewAccessKey AccessKey);

    /// <inheritdoc/>
    public async ValueTask<Response> InvokeAsync(Request request, Call call, CancellationToken cancellation)
    {
        return new(await keys.CreateAsync(call, request.UserName, cancellation));
    }
}
