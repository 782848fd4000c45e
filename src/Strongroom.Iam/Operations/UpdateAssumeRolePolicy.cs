using Strongroom.Access;
using Strongroom.Aws;

namespace Strongroom.Iam.Operations;

/// <summary>Puts another trust policy on a role.</summary>
[Operation("iam.UpdateAssumeRolePolicy")]
public sealed class UpdateAssumeRolePolicy(IamStore store, PrincipalStore principals) : IOperation<UpdateAssumeRolePolicy.Request, Unit>
{
    private static readonly ActionName Action = ActionName.Of("iam:UpdateAssumeRolePolicy");

    /// <summary>What is asked.</summary>
    public sealed record Request
    {
        /// <summary>The role's name.</summary>
        [Required, Length(1, 64)] public string? RoleName { get; init; }

        /// <summary>The document: JSON.</summary>
        [Required, Length(1, 131072), Pattern(@"[\u0009\u000A\u000D\u0020-\u00FF]+")] public string? PolicyDocument { get; init; }
    }

    /// <inheritdoc/>
    public async ValueTask<Unit> InvokeAsync(Request request, Call call, CancellationToken cancellation)
    {
        var stored = await store.GetAsync(call, EntityKinds.Roles, request.RoleName!, Action, cancellation);
        var trusted = await PolicyDocuments.CheckTrustAsync(principals, request.PolicyDocument!, cancellation);
        call.Changes.Replace(Role.Records, stored, stored.Value with { TrustPolicy = request.PolicyDocument!, Trusted = trusted });
        return default;
    }
}
