using Strongroom.Aws;

namespace Strongroom.Iam.Operations;

/// <summary>Removes a policy embedded in a user.</summary>
[Operation("iam.DeleteUserPolicy")]
public sealed class DeleteUserPolicy(EntityPolicies policies) : IOperation<DeleteUserPolicy.Request, Unit>
{
    /// <summary>What is asked.</summary>
    public sealed record Request
    {
        /// <summary>The user's name.</summary>
        [Required, Length(1, 128)] public string? UserName { get; init; }

        /// <summary>The policy's name.</summary>
        [Required, Length(1, 128)] public string? PolicyName { get; init; }
    }

    /// <inheritdoc/>
    public async ValueTask<Unit> InvokeAsync(Request request, Call call, CancellationToken cancellation)
    {
        await policies.DeleteInlineAsync(call, EntityKinds.Users, request.UserName!, request.PolicyName!, cancellation);
        return default;
    }
}
