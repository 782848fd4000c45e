using Strongroom.Aws;

namespace Strongroom.Iam.Operations;

/// <summary>Detaches a managed policy from a user.</summary>
[Operation("iam.DetachUserPolicy")]
public sealed class DetachUserPolicy(EntityPolicies policies) : IOperation<DetachUserPolicy.Request, Unit>
{
    /// <summary>What is asked.</summary>
    public sealed record Request
    {
        /// <summary>The user's name.</summary>
        [Required, Length(1, 64)] public string? UserName { get; init; }

        /// <summary>The managed policy.</summary>
        [Required, Length(20, 2048)] public string? PolicyArn { get; init; }
    }

    /// <inheritdoc/>
    public async ValueTask<Unit> InvokeAsync(Request request, Call call, CancellationToken cancellation)
    {
        await policies.DetachAsync(call, EntityKinds.Users, request.UserName!, request.PolicyArn!, cancellation);
        return default;
    }
}
