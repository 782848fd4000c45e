using Strongroom.Aws;

namespace Strongroom.Iam.Operations;

/// <summary>Deletes an access key. It stops working at once.</summary>
[Operation("iam.DeleteAccessKey")]
public sealed class DeleteAccessKey(AccessKeys keys) : IOperation<DeleteAccessKey.Request, Unit>
{
    /// <summary>What is asked.</summary>
    public sealed record Request
    {
        /// <summary>The user's name.</summary>
        [Length(1, 128)] public string? UserName { get; init; }

        /// <summary>The access key.</summary>
        [Required, Length(16, 128), Pattern(@"[\w]+")] public string? AccessKeyId { get; init; }
    }

    /// <inheritdoc/>
    public async ValueTask<Unit> InvokeAsync(Request request, Call call, CancellationToken cancellation)
    {
        await keys.DeleteAsync(call, request.UserName, request.AccessKeyId!, cancellation);
        return default;
    }
}
