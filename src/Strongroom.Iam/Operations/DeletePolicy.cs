using Strongroom.Access;
using Strongroom.Aws;

namespace Strongroom.Iam.Operations;

/// <summary>Deletes a managed policy that nothing uses and that has one version left.</summary>
[Operation("iam.DeletePolicy")]
public sealed class DeletePolicy(IamStore store) : IOperation<DeletePolicy.Request, Unit>
{
    private static readonly ActionName Action = ActionName.Of("iam:DeletePolicy");

    /// <summary>What is asked.</summary>
    public sealed record Request
    {
        /// <summary>The managed policy.</summary>
        [Required, Length(20, 2048)] public string? PolicyArn { get; init; }
    }

    /// <inheritdoc/>
    public async ValueTask<Unit> InvokeAsync(Request request, Call call, CancellationToken cancellation)
    {
        var stored = await store.GetOwnPolicyAsync(call, request.PolicyArn!, Action, cancellation);
        foreach (var asBoundary in (bool[])[false, true])
            if ((await store.UsesAsync(call.Account, stored.Value.Arn, asBoundary, 1, cancellation)).Count > 0)
                throw IamFaults.DeleteConflict("Cannot delete a policy attached to entities.");
        if (stored.Value.Versions.Count > 1)
            throw IamFaults.DeleteConflict("This policy has more than one version. Before you delete a policy, you must delete the policy's versions. The default version is deleted with the policy.");
        call.Changes.Delete(ManagedPolicy.Records, stored);
        return default;
    }
}
