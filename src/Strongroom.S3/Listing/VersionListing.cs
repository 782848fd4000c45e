using Strongroom.Storage;

namespace Strongroom.S3;

/// <summary>Pages through all versions of a bucket's objects: the current ones and the others, merged by key.</summary>
public sealed class VersionListing(Records records, VersionStore versions)
{
    /// <summary>One page.</summary>
    /// <param name="bucket">The bucket.</param>
    /// <param name="query">Which; <see cref="KeyQuery.AfterChild"/> is a version of the key <see cref="KeyQuery.After"/>.</param>
    /// <param name="cancellation">Gives up.</param>
    public async ValueTask<VersionPage> ListAsync(Bucket bucket, KeyQuery query, CancellationToken cancellation)
    {
        var page = new VersionPage();
        if (query.MaxKeys == 0) return page;
        var current = CursorOver(ObjectVersion.Current, bucket, query with { AfterChild = null });
        var older = CursorOver(ObjectVersion.Older, bucket, await PositionAsync(bucket, query, cancellation));
        var lastKey = query.AfterChild is null ? null : query.After;
        while (true)
        {
            var first = await current.PeekAsync(cancellation);
            var second = await older.PeekAsync(cancellation);
            if (first is null && second is null) return page;
            var isCurrent = second is null || (first is not null && KeyOrder.Compare(first.Value.Key, second.Value.Key) <= 0);
            var version = (isCurrent ? first : second)!.Value;
            if (page.Count == query.MaxKeys)
            {
                page.IsTruncated = true;
                return page;
            }

            if (query.CommonPrefixOf(version.Key) is { } prefix)
            {
                page.AddPrefix(prefix);
                current.SeekBehind(prefix);
                older.SeekBehind(prefix);
                continue;
            }

            page.Add(version, isLatest: isCurrent || lastKey != version.Key);
            lastKey = version.Key;
            (isCurrent ? current : older).Advance();
        }
    }

    // A page that ended at a current version, or at one called null, goes on at a place that its id must be looked up for.
    private async ValueTask<KeyQuery> PositionAsync(Bucket bucket, KeyQuery query, CancellationToken cancellation)
    {
        if (query is not { After: { } key, AfterChild: "null" }) return query;
        var found = await versions.FindAsync(bucket, key, "null", cancellation);
        return query with { AfterChild = found?.Value.Id ?? "" };
    }

    private Cursor CursorOver(RecordType<ObjectVersion> type, Bucket bucket, KeyQuery query)
    {
        var root = type.Key(bucket.Id);
        var end = query.Prefix.Length > 0 && KeyOrder.Behind(query.Prefix) is { } behind ? root.Then(behind) : root.EndOfChildren;
        return new(records, type, root, query.Start(root), end);
    }

    private sealed class Cursor(Records records, RecordType<ObjectVersion> type, RecordKey root, RecordKey from, RecordKey end)
    {
        private const int Batch = 100;

        private IReadOnlyList<Stored<ObjectVersion>> found = [];
        private int at;
        private bool isLast;

        public async ValueTask<Stored<ObjectVersion>?> PeekAsync(CancellationToken cancellation)
        {
            if (at < found.Count) return found[at];
            if (isLast || from >= end) return null;
            found = await records.RangeAsync(type, from, end, Batch, cancellation: cancellation);
            (at, isLast) = (0, found.Count < Batch);
            if (found.Count > 0) from = found[^1].Key.Then("");
            return found.Count > 0 ? found[0] : null;
        }

        public void Advance() => at++;

        public void SeekBehind(string prefix)
        {
            while (at < found.Count && found[at].Value.Key.StartsWith(prefix, StringComparison.Ordinal)) at++;
            if (at < found.Count) return;
            var target = KeyOrder.Behind(prefix) is { } behind ? root.Then(behind) : root.EndOfChildren;
            if (target > from) from = target;
        }
    }
}

/// <summary>A page of versions.</summary>
public sealed class VersionPage
{
    private readonly List<(ObjectVersion Version, bool IsLatest)> items = [];
    private readonly List<string> prefixes = [];

    /// <summary>The versions and delete markers.</summary>
    public IReadOnlyList<(ObjectVersion Version, bool IsLatest)> Items => items;

    /// <summary>The common prefixes.</summary>
    public IReadOnlyList<string> Prefixes => prefixes;

    /// <summary>There is more.</summary>
    public bool IsTruncated { get; set; }

    /// <summary>The last key or common prefix of the page.</summary>
    public string? LastKey { get; private set; }

    /// <summary>The last version of the page; null if it ends with a common prefix.</summary>
    public string? LastVersionId { get; private set; }

    /// <summary>Versions and common prefixes.</summary>
    public int Count => items.Count + prefixes.Count;

    internal void Add(ObjectVersion version, bool isLatest)
    {
        items.Add((version, isLatest));
        (LastKey, LastVersionId) = (version.Key, version.VersionId);
    }

    internal void AddPrefix(string prefix)
    {
        prefixes.Add(prefix);
        (LastKey, LastVersionId) = (prefix, null);
    }
}
