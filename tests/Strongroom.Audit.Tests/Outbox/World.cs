using System.Text;
using Strongroom.Storage;

namespace Strongroom.Audit.Tests;

/// <summary>A trail over a disk and a store that can fail and be restarted.</summary>
internal sealed class World(FakeDisk? disk = null, IRecordStore? kept = null) : IAsyncDisposable
{
    public static readonly RecordType<byte[]> Things = new("thing", RawRecordCodec.Instance) { Guarded = false, CacheCapacity = 0 };

    private readonly List<AuditTrail> trails = [];

    public FakeDisk Disk { get; } = disk ?? new();

    public IRecordStore Kept { get; } = kept ?? new MemoryRecordStore();

    public TestKeys Keys { get; } = new();

    public FaultyRecordStore Store => field ??= new(Kept);

    public Records Records => field ??= new(Store, Keys);

    public AuditTrail Open(AuditTrailOptions? options = null, TimeProvider? time = null)
    {
        var journal = AuditJournal.Open(Disk, Keys, new TestClock(), new() { SegmentBytes = 4000 });
        var trail = new AuditTrail(Records, journal, time ?? TimeProvider.System, options);
        trails.Add(trail);
        return trail;
    }

    /// <summary>Creates a thing under the record's own id.</summary>
    public static StagedChanges Change(Guid id)
    {
        var changes = new StagedChanges();
        changes.Create(Things, Things.Key(id.ToString()), [1]);
        return changes;
    }

    public static async Task<Guid> CommitChangeAsync(AuditTrail trail, Guid? id = null)
    {
        var record = TestRecords.Encrypt(id ?? Guid.NewGuid());
        Assert.True((await trail.CommitAsync(Change(record.EventId), [record])).Committed);
        return record.EventId;
    }

    public static async Task<Guid> CommitReadAsync(AuditTrail trail)
    {
        var record = TestRecords.Encrypt(Guid.NewGuid());
        Assert.True((await trail.CommitAsync(new(), [record])).Committed);
        return record.EventId;
    }

    public async Task<bool> HasThingAsync(Guid id) => await Records.ReadAsync(Things, Things.Key(id.ToString())) is not null;

    public async Task<int> OutboxCountAsync() => (await Records.RangeAsync(Outbox.Rows, Outbox.Rows.Key(), Outbox.Rows.Key().EndOfChildren, 1000)).Count;

    public static async Task<List<Guid>> JournaledAsync(AuditTrail trail) =>
        [.. (await trail.Journal.ReadAllAsync()).Select(record => EventIds.Find(Encoding.UTF8.GetBytes(record))!.Value)];

    /// <summary>Returns when all of the outbox is in the journal, or never will be.</summary>
    public static async Task DrainedAsync(AuditTrail trail)
    {
        while (trail.Waiting > 0 && trail.IsHealthy)
            await Task.Delay(1);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var trail in trails)
            await trail.DisposeAsync();
        Disk.Dispose();
    }
}
