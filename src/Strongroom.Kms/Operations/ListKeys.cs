using Strongroom.Access;
using Strongroom.Aws;
using Strongroom.Storage;

namespace Strongroom.Kms.Operations;

/// <summary>Lists the KMS keys of the account and region, by id.</summary>
[Operation("TrentService.ListKeys", ReadOnly = true)]
public sealed class ListKeys(Records records, PageTokens tokens, KmsAuthorizer authorizer) : IOperation<ListKeys.Request, ListKeys.Response>
{
    private static readonly ActionName Action = KmsActions.Of("ListKeys");

    /// <summary>What is asked.</summary>
    public sealed record Request
    {
        /// <summary>1 to 1,000; 100 where none is given.</summary>
        [Range(1, 1000)] public int? Limit { get; init; }
        /// <summary>The last answer's NextMarker.</summary>
        [Length(1, 1024), Pattern(@"[\u0020-\u00FF]*")] public string? Marker { get; init; }
    }

    /// <summary>The answer.</summary>
    public sealed record Response(IReadOnlyList<Entry> Keys, string? NextMarker, bool Truncated);

    /// <summary>One key.</summary>
    public sealed record Entry(string KeyId, string KeyArn);

    /// <inheritdoc/>
    public async ValueTask<Response> InvokeAsync(Request request, Call call, CancellationToken cancellation)
    {
        await authorizer.DemandAsync(call, Action, cancellation);
        var page = await RecordPage.ReadAsync(records, tokens, call, KmsKey.Records, KmsKey.Records.Key(call.Account, call.Region), "ListKeys",
            request.Marker, request.Limit ?? 100, static (key, now) => !key.IsDeletedAt(now), cancellation);
        return new([.. page.Items.Select(static key => new Entry(key.KeyId, key.Arn))], page.NextMarker, page.NextMarker is not null);
    }
}
