using Strongroom.Aws;

namespace Strongroom.Iam.Operations;

/// <summary>Embeds a policy in a user.</summary>
[Operation("iam.PutUserPolicy")]
public sealed class PutUserPolicy(EntityPolicies policies) : IOperation<PutUserPolicy.Request, Unit>
{
    /// <summary>What is asked.</summary>
    public sealed record Request
    {
        /// <summary>The user's name.</summary>
        [Required, Length(1, 128)] public string? UserName { get; init; }

        /// <summary>The policy's name.</summary>
        [Required, Length(1, 128)] public string? PolicyName { get; init; }

        /// <summary>The document: JSON.</summary>
        [Required, Length(1, 131072), Pattern(@"[\u0009\u000A\u000D\u0020-\u00FF]+")] public string? PolicyDocument { get; init; }
    }

    /// <inheritdoc/>
    public async ValueTask<Unit> InvokeAsync(Request request, Call call, CancellationToken cancellation)
    {
        await policies.PutInlineAsync(call, EntityKinds.Users, request.UserName!, request.PolicyName!, request.PolicyDocument!,
            cancellation);
        return default;
    }
}
