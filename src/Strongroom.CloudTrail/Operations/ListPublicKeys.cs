using Strongroom.Access;
using Strongroom.Aws;

namespace Strongroom.CloudTrail.Operations;

/// <summary>Lists the public keys that check the region's digest files of a time: those of the last 30 days, where none is given.</summary>
[Operation(CloudTrailService.Target + "ListPublicKeys", ReadOnly = true)]
public sealed class ListPublicKeys(DigestKeys keys, CloudTrailAuthorizer authorizer) : IOperation<ListPublicKeys.Request, ListPublicKeys.Response>
{
    private static readonly ActionName Action = ActionName.Of("cloudtrail:ListPublicKeys");

    /// <summary>What is asked.</summary>
    public sealed record Request
    {
        /// <summary>Only keys valid at or after this time.</summary>
        public DateTimeOffset? StartTime { get; init; }

        /// <summary>Only keys valid at or before this time; now, where none is given.</summary>
        public DateTimeOffset? EndTime { get; init; }

        /// <summary>Reserved: all keys come on one page.</summary>
        public string? NextToken { get; init; }
    }

    /// <summary>The answer.</summary>
    public sealed record Response(IReadOnlyList<Entry> PublicKeyList, string? NextToken);

    /// <summary>A key; its value is RSAPublicKey of PKCS#1, in DER.</summary>
    public sealed record Entry(byte[] Value, DateTimeOffset ValidityStartTime, DateTimeOffset ValidityEndTime, string Fingerprint);

    /// <inheritdoc/>
    public async ValueTask<Response> InvokeAsync(Request request, Call call, CancellationToken cancellation)
    {
        await authorizer.DemandAsync(call, Action, "*", cancellation);
        if (request.NextToken is not null) throw CloudTrailFaults.InvalidToken();
        var end = request.EndTime ?? call.Time;
        var start = request.StartTime ?? end.AddDays(-30);
        if (start > end) throw CloudTrailFaults.InvalidTimeRange();
        var current = await keys.CurrentAsync(call, cancellation);
        var all = await keys.AllAsync(call.Region, cancellation);
        var valid = all.Append(current).DistinctBy(static key => key.Fingerprint)
            .Where(key => key.ValidityStart <= end && key.ValidityEnd >= start);
        return new([.. valid.Select(static key => new Entry(key.PublicKey, key.ValidityStart, key.ValidityEnd, key.Fingerprint))], null);
    }
}
