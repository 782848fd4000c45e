using Strongroom.Access;
using Strongroom.Aws;

namespace Strongroom.Iam.Operations;

/// <summary>Shows a version of a managed policy.</summary>
[Operation("iam.GetPolicyVersion", ReadOnly = true)]
public sealed class GetPolicyVersion(IamStore store) : IOperation<GetPolicyVersion.Request, GetPolicyVersion.Response>
{
    private static readonly ActionName Action = ActionName.Of("iam:GetPolicyVersion");

    /// <summary>What is asked.</summary>
    public sealed record Request
    {
        /// <summary>The managed policy.</summary>
        [Required, Length(20, 2048)] public string? PolicyArn { get; init; }

        /// <summary>The version: <c>v1</c> and so on.</summary>
        [Required, Pattern(@"v[1-9][0-9]*(\.[A-Za-z0-9-]*)?")] public string? VersionId { get; init; }
    }

    /// <summary>The answer.</summary>
    public sealed record Response(PolicyVersionDetails PolicyVersion);

    /// <inheritdoc/>
    public async ValueTask<Response> InvokeAsync(Request request, Call call, CancellationToken cancellation)
    {
        var policy = await store.GetPolicyAsync(call, request.PolicyArn!, Action, cancellation);
        var version = policy.Versions.FirstOrDefault(v => v.VersionId == request.VersionId)
            ?? throw IamFaults.NoSuchVersion(policy.Arn, request.VersionId!);
        return new(PolicyVersionDetails.Of(policy, version));
    }
}
