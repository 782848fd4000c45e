using Strongroom.Access;
using Strongroom.Aws;

namespace Strongroom.Iam.Operations;

/// <summary>Makes a version of a managed policy the one that counts.</summary>
[Operation("iam.SetDefaultPolicyVersion")]
public sealed class SetDefaultPolicyVersion(IamStore store) : IOperation<SetDefaultPolicyVersion.Request, Unit>
{
    private static readonly ActionName Action = ActionName.Of("iam:SetDefaultPolicyVersion");

    /// <summary>What is asked.</summary>
    public sealed record Request
    {
        /// <summary>The managed policy.</summary>
        [Required, Length(20, 2048)] public string? PolicyArn { get; init; }

        /// <summary>The version: <c>v1</c> and so on.</summary>
        [Required, Pattern(@"v[1-9][0-9]*(\.[A-Za-z0-9-]*)?")] public string? VersionId { get; init; }
    }

    /// <inheritdoc/>
    public async ValueTask<Unit> InvokeAsync(Request request, Call call, CancellationToken cancellation)
    {
        var stored = await store.GetOwnPolicyAsync(call, request.PolicyArn!, Action, cancellation);
        if (stored.Value.Versions.All(v => v.VersionId != request.VersionId))
            throw IamFaults.NoSuchVersion(stored.Value.Arn, request.VersionId!);
        call.Changes.Replace(ManagedPolicy.Records, stored,
            stored.Value with { DefaultVersionId = request.VersionId!, UpdateDate = call.Second() });
        return default;
    }
}
