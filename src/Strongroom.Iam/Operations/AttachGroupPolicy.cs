using Strongroom.Aws;

namespace Strongroom.Iam.Operations;

/// <summary>Attaches a managed policy to a group.</summary>
[Operation("iam.AttachGroupPolicy")]
public sealed class AttachGroupPolicy(EntityPolicies policies) : IOperation<AttachGroupPolicy.Request, Unit>
{
    /// <summary>What is asked.</summary>
    public sealed record Request
    {
        /// <summary>The group's name.</summary>
        [Required, Length(1, 128)] public string? GroupName { get; init; }

        /// <summary>The managed policy.</summary>
        [Required, Length(20, 2048)] public string? PolicyArn { get; init; }
    }

    /// <inheritdoc/>
    public async ValueTask<Unit> InvokeAsync(Request request, Call call, CancellationToken cancellation)
    {
        await policies.AttachAsync(call, EntityKinds.Groups, request.GroupName!, request.PolicyArn!, cancellation);
        return default;
    }
}
