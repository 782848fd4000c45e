using Strongroom.Access;
using Strongroom.Aws;

namespace Strongroom.Iam.Operations;

/// <summary>Deletes a version of a managed policy that is not the one that counts.</summary>
[Operation("iam.DeletePolicyVersion")]
public sealed class DeletePolicyVersion(IamStore store) : IOperation<DeletePolicyVersion.Request, Unit>
{
    private static readonly ActionName Action = ActionName.Of("iam:DeletePolicyVersion");

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
        if (stored.Value.DefaultVersionId == request.VersionId)
            throw IamFaults.DeleteConflict("Cannot delete the default version of a policy.");
        call.Changes.Replace(ManagedPolicy.Records, stored,
            stored.Value with
            {
                Versions = [.. stored.Value.Versions.Where(v => v.VersionId != request.VersionId)],
                UpdateDate = call.Second()
            });
        return default;
    }
}
