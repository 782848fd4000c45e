using Strongroom.Access;
using Strongroom.Aws;

namespace Strongroom.Kms.Operations;

/// <summary>Lists the names of a KMS key's policies: always one, <c>default</c>.</summary>
[Operation("TrentService.ListKeyPolicies", ReadOnly = true)]
public sealed class ListKeyPolicies(KeyStore keys, PageTokens tokens, KmsAuthorizer authorizer)
    : IOperation<ListKeyPolicies.Request, ListKeyPolicies.Response>
{
    private static readonly ActionName Action = KmsActions.Of("ListKeyPolicies");

    /// <summary>What is asked.</summary>
    public sealed record Request
    {
        /// <summary>Key id or key ARN.</summary>
        [Required, Length(1, 2048)] public string? KeyId { get; init; }
        /// <summary>1 to 1,000.</summary>
        [Range(1, 1000)] public int? Limit { get; init; }
        /// <summary>The last answer's NextMarker.</summary>
        [Length(1, 1024), Pattern(@"[\u0020-\u00FF]*")] public string? Marker { get; init; }
    }

    /// <summary>The answer.</summary>
    public sealed record Response(IReadOnlyList<string> PolicyNames, string? NextMarker, bool Truncated);

    private static readonly string[] Names = [KeyPolicy.Name];

    /// <inheritdoc/>
    public async ValueTask<Response> InvokeAsync(Request request, Call call, CancellationToken cancellation)
    {
        var key = (await keys.GetByIdAsync(call, request.KeyId!, cancellation)).Value;
        await authorizer.DemandAsync(call, Action, new() { Key = key }, cancellation);
        var page = ListPage.Of(Names, tokens, call, "ListKeyPolicies " + key.Arn, request.Marker, request.Limit ?? 100);
        return new(page.Items, page.NextMarker, page.NextMarker is not null);
    }
}
