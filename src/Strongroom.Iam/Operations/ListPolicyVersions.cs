using Strongroom.Access;
using Strongroom.Aws;

namespace Strongroom.Iam.Operations;

/// <summary>Lists the versions of a managed policy, newest first.</summary>
[Operation("iam.ListPolicyVersions", ReadOnly = true)]
public sealed class ListPolicyVersions(IamStore store, IamPages pages) : IOperation<ListPolicyVersions.Request, ListPolicyVersions.Response>
{
    private static readonly ActionName Action = ActionName.Of("iam:ListPolicyVersions");

    /// <summary>What is asked.</summary>
    public sealed record Request
    {
        /// <summary>The managed policy.</summary>
        [Required, Length(20, 2048)] public string? PolicyArn { get; init; }

        /// <summary>The last answer's Marker.</summary>
        [Length(1, 320), Pattern(@"[\u0020-\u00FF]+")] public string? Marker { get; init; }

        /// <summary>1 to 1,000; 100 where none is given.</summary>
        [Range(1, 1000)] public int? MaxItems { get; init; }
    }

    /// <summary>The answer.</summary>
    public sealed record Response(IReadOnlyList<PolicyVersionDetails> Versions, bool IsTruncated, string? Marker);

    /// <inheritdoc/>
    public async ValueTask<Response> InvokeAsync(Request request, Call call, CancellationToken cancellation)
    {
        var policy = await store.GetPolicyAsync(call, request.PolicyArn!, Action, cancellation);
        var page = pages.Of<PolicyVersionDetails>(
            call, [.. policy.Versions.Reverse().Select(v => PolicyVersionDetails.Listed(policy, v))], $"versions/{policy.Id}",
                request.Marker, request.MaxItems);
        return new(page.Items, page.IsTruncated, page.Marker);
    }
}
