using Strongroom.Aws;

namespace Strongroom.Iam.Operations;

/// <summary>Makes an access key active or inactive. An inactive one stops working at once.</summary>
[Operation("iam.UpdateAccessKey")]
public sealed class UpdateAccessKey(AccessKeys keys) : IOperation<UpdateAccessKey.Request, Unit>
{
    /// <summary>What is asked.</summary>
    public sealed record Request
    {
        /// <summary>The user's name.</summary>
        [Length(1, 128)] public string? UserName { get; init; }

        /// <summary>The access key.</summary>
        [Required, Length(16, 128), Pattern(@"[\w]+")] public string? AccessKeyId { get; init; }

        /// <summary>Active or Inactive.</summary>
        [Required] public Wire<AccessKeyStatus>? Status { get; init; }
    }

    /// <inheritdoc/>
    public async ValueTask<Unit> InvokeAsync(Request request, Call call, CancellationToken cancellation)
    {
        await keys.UpdateAsync(call, request.UserName, request.AccessKeyId!, request.Status!.Value.Value == AccessKeyStatus.Active,
            cancellation);
        return default;
    }
}
