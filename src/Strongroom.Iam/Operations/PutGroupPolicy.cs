using Strongroom.Aws;

namespace Strongroom.Iam.Operations;

/// <summary>Embeds a policy in a group.</summary>
[Operation("iam.PutGroupPolicy")]
public sealed class PutGroupPolicy(EntityPolicies policies) : IOperation<PutGroupPolicy.Request, Unit>
{
    /// <summary>What is asked.</summary>
    public sealed record Request
    {
        /// <summary>The group's name.</summary>
        [Required, Length(1, 128)] public string? GroupName { get; init; }

        /// <summary>The policy's name.</summary>
        [Required, Length(1, 128)] public string? PolicyName { get; init; }

        /// <summary>The document: JSON.</summary>
        [Required, Length(1, 131072), Pattern(@"[\u0009\u000A\u000D\u0020-\u00FF]+")] public string? PolicyDocument { get; init; }
    }

    /// <inheritdoc/>
    public async ValueTask<Unit> InvokeAsync(Request request, Call call, CancellationToken cancellation)
    {
        await policies.PutInlineAsync(call, EntityKinds.Groups, request.GroupName!, request.PolicyName!, request.PolicyDocument!,
            cancellation);
        return default;
    }
}
