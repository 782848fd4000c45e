using Strongroom.Access;
using Strongroom.Aws;

namespace Strongroom.Iam.Operations;

/// <summary>Adds a version to a managed policy.</summary>
[Operation("iam.CreatePolicyVersion")]
public sealed class CreatePolicyVersion(IamStore store) : IOperation<CreatePolicyVersion.Request, CreatePolicyVersion.Response>
{
    private static readonly ActionName Action = ActionName.Of("iam:CreatePolicyVersion");

    /// <summary>What is asked.</summary>
    public sealed record Request
    {
        /// <summary>The managed policy.</summary>
        [Required, Length(20, 2048)] public string? PolicyArn { get; init; }

        /// <summary>The document: JSON.</summary>
        [Required, Length(1, 131072), Pattern(@"[\u0009\u000A\u000D\u0020-\u00FF]+")] public string? PolicyDocument { get; init; }

        /// <summary>Makes the new version the one that counts.</summary>
        public bool? SetAsDefault { get; init; }
    }

    /// <summary>The answer.</summary>
    public sealed record Response(PolicyVersionDetails PolicyVersion);

    /// <inheritdoc/>
    public async ValueTask<Response> InvokeAsync(Request request, Call call, CancellationToken cancellation)
    {
        var stored = await store.GetOwnPolicyAsync(call, request.PolicyArn!, Action, cancellation);
        PolicyDocuments.CheckManaged(request.PolicyDocument!);
        var policy = stored.Value;
        if (policy.Versions.Count >= ManagedPolicy.MaxVersions) throw IamFaults.TooManyVersions();
        var version = new ManagedPolicyVersion($"v{policy.NextVersion}", request.PolicyDocument!, call.Second());
        policy = policy with
        {
            Versions = [.. policy.Versions, version],
            NextVersion = policy.NextVersion + 1,
            UpdateDate = call.Second(),
            DefaultVersionId = request.SetAsDefault is true ? version.VersionId : policy.DefaultVersionId,
        };
        call.Changes.Replace(ManagedPolicy.Records, stored, policy);
        return new(PolicyVersionDetails.Listed(policy, version));
    }
}
