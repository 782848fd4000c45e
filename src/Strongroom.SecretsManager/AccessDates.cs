using System.Collections.Concurrent;
using Strongroom.SecretsManager.Listing;
using Strongroom.Storage;

namespace Strongroom.SecretsManager;

/// <summary>The days on which secrets were last retrieved. Noted in memory, so that retrieving a secret changes nothing, and written in batches.</summary>
/// <remarks>AWS gives LastAccessedDate by the day, and so does Strongroom. A crash forgets the accesses of at most a minute.</remarks>
public sealed class AccessDates(Records records) : IDisposable
{
    private const int BatchSize = 100;

    private readonly ConcurrentDictionary<RecordKey, Noted> pending = new();
    private readonly SemaphoreSlim flushing = new(1);

    /// <summary>Notes that a version was retrieved; costs nothing after the first time in a day.</summary>
    public void Note(Secret secret, VersionEntry version, DateTimeOffset now)
    {
        var today = (int)(now.ToUnixTimeSeconds() / 86_400);
        if (version.NotedDay == today) return;
        version.NotedDay = today;
        pending.GetOrAdd(SecretAccessDates.RecordKeyOf(secret), static (_, of) => new(of), secret).Versions[version.VersionId] = today;
    }

    /// <summary>Writes what was noted.</summary>
    public async ValueTask FlushAsync(CancellationToken cancellation = default)
    {
        if (pending.IsEmpty) return;
        await flushing.WaitAsync(cancellation);
        try
        {
            foreach (var batch in pending.Keys.Chunk(BatchSize))
            {
                var changes = new StagedChanges();
                foreach (var key in batch)
                    if (pending.TryRemove(key, out var noted)) await StageAsync(changes, key, noted, cancellation);
                await records.CommitAsync(changes, cancellation);
            }
        }
        finally
        {
            flushing.Release();
        }
    }

    /// <summary>The days on which a secret was last retrieved; null for never.</summary>
    public async ValueTask<SecretAccessDates?> FindAsync(Secret secret, CancellationToken cancellation)
        => (await records.ReadAsync(SecretAccessDates.Records, SecretAccessDates.RecordKeyOf(secret), cancellation))?.Value;

    /// <summary>Stages the end of what is known of a secret that goes.</summary>
    public static async ValueTask StageDeleteAsync(Records records, StagedChanges changes, Secret secret, CancellationToken cancellation)
    {
        var dates = await records.ReadAsync(SecretAccessDates.Records, SecretAccessDates.RecordKeyOf(secret), cancellation);
        SecretIndex.Drop(changes, SecretIndex.Of(secret, "accessed", dates?.Value.LastAccessedDate ?? DateTimeOffset.UnixEpoch));
        if (dates is not null) changes.Delete(SecretAccessDates.Records, dates);
    }

    /// <inheritdoc/>
    public void Dispose() => flushing.Dispose();

    private async ValueTask StageAsync(StagedChanges changes, RecordKey key, Noted noted, CancellationToken cancellation)
    {
        var known = (await records.ReadAsync(SecretAccessDates.Records, key, cancellation))?.Value;
        var days = new Dictionary<string, int>(known?.Days ?? new Dictionary<string, int>(), StringComparer.Ordinal);
        foreach (var (version, day) in noted.Versions) days[version] = day;
        var now = new SecretAccessDates(days);
        changes.Write(SecretAccessDates.Records, key, now);
        if (known?.LastAccessedDate == now.LastAccessedDate) return;
        SecretIndex.Drop(changes, SecretIndex.Of(noted.Secret, "accessed", known?.LastAccessedDate ?? DateTimeOffset.UnixEpoch));
        changes.Write(SecretIndex.Records, SecretIndex.Of(noted.Secret, "accessed", now.LastAccessedDate), []);
    }

    private sealed class Noted(Secret secret)
    {
        public Secret Secret => secret;

        public ConcurrentDictionary<string, int> Versions { get; } = new(StringComparer.Ordinal);
    }
}

/// <summary>When the versions of a secret were last retrieved.</summary>
/// <param name="Days">Days since 1970, by version id.</param>
public sealed record SecretAccessDates(IReadOnlyDictionary<string, int> Days)
{
    /// <summary>The stored kind: key (account, region, secret's name, secret's suffix). No decision reads it, so it has no roster.</summary>
    public static RecordType<SecretAccessDates> Records { get; } =
        new("secret-access", new JsonRecordCodec<SecretAccessDates>()) { Guarded = false, CacheCapacity = 0 };

    /// <summary>The last day of all versions.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public DateTimeOffset LastAccessedDate => DateOf(Days.Count == 0 ? 0 : Days.Values.Max());

    /// <summary>The last day of one version.</summary>
    public DateTimeOffset? Of(string versionId) => Days.TryGetValue(versionId, out var day) ? DateOf(day) : null;

    /// <summary>The stored key of a secret's record.</summary>
    public static RecordKey RecordKeyOf(Secret secret) => Records.Key(secret.Account, secret.Region, secret.Name, secret.Suffix);

    private static DateTimeOffset DateOf(int day) => DateTimeOffset.UnixEpoch.AddDays(day);
}
