using System.Text.Json;
using Strongroom.Audit;
using Strongroom.Aws;
using Strongroom.Seams;
using Strongroom.Storage;

namespace Strongroom.CloudTrail;

/// <summary>Delivers the events of trails into their buckets, and each hour a digest of what was delivered.</summary>
/// <remarks>One commit has the files of a round, the place in the journal that they reach to, and the chains: none is delivered twice, or not at all.</remarks>
public sealed class TrailDelivery(Records records, AuditTrail audit, IObjects objects, DigestKeys digestKeys, TimeProvider time)
{
    private const int MostEvents = 20_000, Page = 100, MostDigestsAtOnce = 24;

    private static readonly TimeSpan DigestPeriod = TimeSpan.FromHours(1);

    /// <summary>Delivers what is due of every trail.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        var from = Trail.Records.Key();
        for (var page = await PageAsync(from); page.Count > 0; page = page.Count < Page ? [] : await PageAsync(page[^1].Key.Then("")))
        {
            foreach (var trail in page)
            {
                while (await RoundAsync(trail, cancellation)) cancellation.ThrowIfCancellationRequested();
            }
        }

        ValueTask<IReadOnlyList<Stored<Trail>>> PageAsync(RecordKey start) =>
            records.RangeAsync(Trail.Records, start, Trail.Records.Key().EndOfChildren, Page, cancellation: cancellation);
    }

    /// <summary>One commit of one trail; true where more is due.</summary>
    private async Task<bool> RoundAsync(Stored<Trail> stored, CancellationToken cancellation)
    {
        var trail = stored.Value;
        var now = DateTimeOffset.FromUnixTimeSeconds(time.GetUtcNow().ToUnixTimeSeconds());
        var kept = await records.ReadAsync(TrailProgress.Records, TrailProgress.RecordKeyOf(trail), cancellation);
        var progress = kept?.Value.Run == trail.Run ? kept.Value : new() { Run = trail.Run, Position = trail.StartPosition, IsClosed = trail.Run == 0 };
        if (progress.IsClosed) return false;

        var call = ServiceCall.Of(trail, trail.HomeRegion, now);
        var (files, position, more) = await CollectAsync(trail, progress.Position, cancellation);
        var isLast = !trail.IsLogging && !more;
        try
        {
            var logs = new List<(string Region, DeliveredLog Log)>();
            foreach (var (region, file) in files)
            {
                var (log, content) = file.Finish(trail, region, now);
                await objects.StageAsync(call, DeliveryOf(trail, log.Key), content, cancellation);
                logs.Add((region, log));
            }

            var digests = trail.ValidatesLogFiles && await DigestAsync(trail, call, logs, isLast, cancellation);
            progress = progress with
            {
                Position = position,
                IsClosed = isLast,
                Attempted = now,
                Delivered = logs.Count > 0 ? now : progress.Delivered,
                Error = null,
                DigestDelivered = digests ? now : progress.DigestDelivered,
                DigestError = null,
            };
        }
        catch (FaultException refused)
        {
            // The events stay where they are, until the bucket takes them.
            call = ServiceCall.Of(trail, trail.HomeRegion, now);
            (progress, more) = (progress with { Attempted = now, Error = refused.Code, DigestError = trail.ValidatesLogFiles ? refused.Code : null }, false);
        }

        call.Changes.Check(stored);
        if (kept is null) call.Changes.Create(TrailProgress.Records, TrailProgress.RecordKeyOf(trail), progress);
        else call.Changes.Replace(TrailProgress.Records, kept, progress);
        return (await audit.CommitAsync(call.Changes, call.FurtherRecords, cancellation)).Committed && more;
    }

    /// <summary>The events of a trail from a place on, in a file for each region.</summary>
    private async Task<(SortedDictionary<string, LogFile> Files, JournalPosition Position, bool More)> CollectAsync(
        Trail trail, JournalPosition from, CancellationToken cancellation)
    {
        var files = new SortedDictionary<string, LogFile>(StringComparer.Ordinal);
        var count = 0;
        await foreach (var entry in audit.Journal.ReadAsync(from, follow: false, cancellation))
        {
            from = entry.Next;
            using var document = JsonDocument.Parse(entry.Record);
            var record = document.RootElement;
            var when = record.GetProperty("eventTime").GetDateTimeOffset();
            if (!Concerns(trail, record, when)) continue;
            var region = record.GetProperty("awsRegion").GetString()!;
            if (!files.TryGetValue(region, out var file)) files[region] = file = new();
            file.Add(entry.Record.Span, when);
            if (++count == MostEvents) return (files, from, true);
        }

        return (files, from, false);
    }

    private static bool Concerns(Trail trail, JsonElement record, DateTimeOffset when)
    {
        if (!record.TryGetProperty("recipientAccountId", out var account) || account.GetString() != trail.Account) return false;
        if (!trail.IsLogging && when > trail.Stopped) return false;
        var isGlobal = record.GetProperty("eventSource").GetString() is "iam.amazonaws.com" or "sts.amazonaws.com";
        if (isGlobal ? !trail.IncludeGlobalServiceEvents : !trail.IsMultiRegion && record.GetProperty("awsRegion").GetString() != trail.HomeRegion) return false;
        return EventSelection.Has(trail, record);
    }

    /// <summary>Adds the log files to their regions' chains, and makes the digests that are due. True where there were any.</summary>
    private async Task<bool> DigestAsync(Trail trail, Call call, List<(string Region, DeliveredLog Log)> logs, bool isLast, CancellationToken cancellation)
    {
        var first = DigestChain.Records.Key(trail.Account, trail.HomeRegion, trail.Name);
        var known = await records.RangeAsync(DigestChain.Records, first, first.EndOfChildren, Page, cancellation: cancellation);
        var regions = known.Where(chain => chain.Value.Run == trail.Run).Select(static chain => (string)chain.Key.Elements[^1]);
        var made = false;
        foreach (var region in regions.Concat(logs.Select(static log => log.Region)).Append(trail.HomeRegion).Distinct().ToList())
        {
            var kept = known.FirstOrDefault(chain => (string)chain.Key.Elements[^1] == region);
            var chain = kept?.Value.Run == trail.Run ? kept.Value : new() { Run = trail.Run, Start = StartOf(trail) };
            chain = chain with { Files = [.. chain.Files, .. logs.Where(log => log.Region == region).Select(static log => log.Log)] };
            for (var i = 0; EndOf(chain, call.Time, isLast && i == 0, i) is { } end; i++)
            {
                chain = await MakeAsync(trail, region, call, chain, end, cancellation);
                made = true;
            }

            if (kept is null) call.Changes.Create(DigestChain.Records, DigestChain.RecordKeyOf(trail, region), chain);
            else call.Changes.Replace(DigestChain.Records, kept, chain);
        }

        return made;
    }

    private async Task<DigestChain> MakeAsync(Trail trail, string region, Call call, DigestChain chain, DateTimeOffset end, CancellationToken cancellation)
    {
        // The key is one of the digest's own region, and may be made here, in the same commit.
        var inRegion = ServiceCall.Of(trail, region, call.Time);
        var key = await digestKeys.CurrentAsync(inRegion, call.Changes, cancellation);
        using var signer = digestKeys.Open(key);
        var (digest, content) = DigestFile.Make(trail, region, chain, end, key, signer);
        await objects.StageAsync(call, DeliveryOf(trail, digest.Key), content, cancellation);
        return chain with { Start = end, Files = [], Previous = digest };
    }

    // A trail that is stopped gets its last digest at once. One that nobody worked on for long gets a longer one rather than hundreds.
    private static DateTimeOffset? EndOf(DigestChain chain, DateTimeOffset now, bool isLast, int made)
    {
        if (now >= chain.Start + DigestPeriod) return made + 1 < MostDigestsAtOnce ? chain.Start + DigestPeriod : now;
        return (isLast || chain.Files.Count >= DigestChain.MostFiles) && now > chain.Start ? now : null;
    }

    private static DateTimeOffset StartOf(Trail trail) => DateTimeOffset.FromUnixTimeSeconds(trail.Started!.Value.ToUnixTimeSeconds());

    private static Delivery DeliveryOf(Trail trail, string key) => new(trail.BucketName, key, trail.Arn, trail.Account);
}
