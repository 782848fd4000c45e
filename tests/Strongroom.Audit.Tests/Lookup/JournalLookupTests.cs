using System.Globalization;
using System.Text;

namespace Strongroom.Audit.Tests;

public sealed class JournalLookupTests : IAsyncDisposable
{
    private const string Account = "111122223333", Key = "arn:aws:kms:us-east-1:111122223333:key/1";

    private readonly FakeDisk disk = new();
    private readonly TestKeys keys = new();
    private readonly TestClock clock = new();
    private AuditJournal journal;

    public JournalLookupTests() => journal = Open();

    public ValueTask DisposeAsync() => journal.DisposeAsync();

    [Fact]
    public async Task Events_come_newest_first_a_page_at_a_time_and_each_once()
    {
        for (var i = 0; i < 300; i++) await WriteAsync(i);
        var all = await AllAsync(Query(limit: 50));
        Assert.Equal(Enumerable.Range(0, 300).Reverse().Select(IdOf), all.Select(e => e.Summary.EventId));
        Assert.True(disk.Names.Count(name => name.EndsWith(".jsonl", StringComparison.Ordinal)) > 2);
    }

    [Fact]
    public async Task Every_attribute_finds_what_has_it_and_nothing_else()
    {
        for (var i = 0; i < 200; i++) await WriteAsync(i, name: i % 50 == 7 ? "Decrypt" : "Encrypt", account: i % 2 == 0 ? "999988887777" : Account);
        Assert.Equal([IdOf(157), IdOf(107), IdOf(57), IdOf(7)], await IdsAsync(LookupKey.EventName, "Decrypt"));
        Assert.Equal([IdOf(33)], await IdsAsync(LookupKey.EventId, IdOf(33)));
        Assert.Empty(await IdsAsync(LookupKey.EventId, IdOf(34)));
        Assert.Equal(100, (await IdsAsync(LookupKey.ReadOnly, "true")).Count);
        Assert.Empty(await IdsAsync(LookupKey.ReadOnly, "false"));
        Assert.Equal(100, (await IdsAsync(LookupKey.Username, "root")).Count);
        Assert.Equal(100, (await IdsAsync(LookupKey.ResourceType, "AWS::KMS::Key")).Count);
        Assert.Equal(100, (await IdsAsync(LookupKey.ResourceName, Key)).Count);
        Assert.Equal(100, (await IdsAsync(LookupKey.ResourceName, "1")).Count);
        Assert.Equal(100, (await IdsAsync(LookupKey.EventSource, "kms.amazonaws.com")).Count);
        Assert.Equal(100, (await IdsAsync(LookupKey.AccessKeyId, "AKIAEXAMPLE")).Count);
        Assert.Empty(await IdsAsync(LookupKey.EventName, "decrypt"));
        Assert.Single((await journal.FindAsync(Query() with { Account = null, Region = null, Attribute = new(LookupKey.AnyId, IdOf(34)) })).Events);
        Assert.Empty((await journal.FindAsync(Query() with { Region = "eu-west-1" })).Events);
    }

    [Fact]
    public async Task Times_are_inclusive_bounds()
    {
        for (var i = 0; i < 100; i++) await WriteAsync(i);
        var found = await AllAsync(Query() with { Start = TimeOf(10), End = TimeOf(12) });
        Assert.Equal([IdOf(12), IdOf(11), IdOf(10)], found.Select(e => e.Summary.EventId));
    }

    [Fact]
    public async Task A_lookup_reads_the_blocks_that_can_hold_what_it_looks_for_and_no_others()
    {
        for (var i = 0; i < 2000; i++) await WriteAsync(i, name: i == 1234 ? "Decrypt" : "Encrypt");
        await IdsAsync(LookupKey.EventName, "Decrypt"); // makes the indexes
        disk.BytesRead = 0;
        Assert.Equal([IdOf(1234)], await IdsAsync(LookupKey.EventName, "Decrypt"));
        Assert.InRange(disk.BytesRead, 1, 600_000);

        // Opened anew, closed segments are not read but for their indexes and the one block.
        await journal.DisposeAsync();
        journal = Open();
        disk.BytesRead = 0;
        Assert.Equal([IdOf(1234)], await IdsAsync(LookupKey.EventName, "Decrypt"));
        Assert.InRange(disk.BytesRead, 1, disk.Names.Sum(name => disk[name].Length) / 2);
    }

    [Fact]
    public async Task An_index_that_is_damaged_or_of_another_segment_is_made_anew()
    {
        for (var i = 0; i < 300; i++) await WriteAsync(i);
        await AllAsync(Query());
        var indexes = disk.Names.Where(name => name.EndsWith(".index", StringComparison.Ordinal)).Order().ToList();
        Assert.NotEmpty(indexes);
        disk[indexes[0]] = disk[indexes[^1]];
        disk[indexes[^1]] = [1, 2, 3];
        await journal.DisposeAsync();
        journal = Open();
        Assert.Equal(300, (await AllAsync(Query())).Count);
    }

    [Fact]
    public async Task Retention_deletes_whole_segments_that_are_old_and_never_the_last()
    {
        for (var day = 0; day < 5; day++)
        {
            await WriteAsync(day);
            clock.Now += TimeSpan.FromDays(1);
        }

        await AllAsync(Query());
        Assert.Equal(0, await journal.DeleteBeforeAsync(clock.Now.AddDays(-90)));
        Assert.Equal(2, await journal.DeleteBeforeAsync(clock.Now.AddDays(-2.5)));
        Assert.Equal([IdOf(4), IdOf(3), IdOf(2)], (await AllAsync(Query())).Select(e => e.Summary.EventId));
        Assert.Equal(2, await journal.DeleteBeforeAsync(clock.Now.AddDays(1)));
        Assert.Equal([IdOf(4)], (await AllAsync(Query())).Select(e => e.Summary.EventId));
        await journal.DisposeAsync();
        Assert.Null(JournalVerifier.Verify(disk, keys).Damage);
        journal = Open();
        await WriteAsync(9);
        Assert.Equal(2, (await AllAsync(Query())).Count);
    }

    [Fact]
    public async Task Data_events_are_not_looked_up()
    {
        await WriteAsync(1);
        await journal.AppendAsync(RecordOf(2).Replace("\"managementEvent\":true", "\"managementEvent\":false", StringComparison.Ordinal));
        Assert.Equal([IdOf(1)], (await AllAsync(Query())).Select(e => e.Summary.EventId));
    }

    private static LookupQuery Query(int limit = 7) => new()
    {
        Account = Account,
        Region = "us-east-1",
        Start = DateTimeOffset.UnixEpoch,
        End = DateTimeOffset.MaxValue,
        Limit = limit,
    };

    private static string IdOf(int i) => string.Create(CultureInfo.InvariantCulture, $"00000000-0000-4000-8000-{i:d12}");

    private static DateTimeOffset TimeOf(int i) => new DateTimeOffset(2026, 11, 24, 12, 0, 0, TimeSpan.Zero).AddSeconds(i);

    private static string RecordOf(int i, string name = "Encrypt", string account = Account)
    {
        var record = TestRecords.Write(TestRecords.Encrypt(Guid.Parse(IdOf(i))));
        return record.Replace("2026-11-24T12:00:01Z", TimeOf(i).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture), StringComparison.Ordinal)
            .Replace("\"Encrypt\"", $"\"{name}\"", StringComparison.Ordinal)
            .Replace("\"111122223333\"", $"\"{account}\"", StringComparison.Ordinal);
    }

    private AuditJournal Open() => AuditJournal.Open(disk, keys, clock, new() { SegmentBytes = 100_000 });

    private Task WriteAsync(int i, string name = "Encrypt", string account = Account) => journal.AppendAsync(RecordOf(i, name, account));

    private async Task<IReadOnlyList<string>> IdsAsync(LookupKey key, string value) =>
        [.. (await AllAsync(Query() with { Attribute = new(key, value) })).Select(e => e.Summary.EventId)];

    private async Task<List<FoundEvent>> AllAsync(LookupQuery query)
    {
        List<FoundEvent> all = [];
        while (true)
        {
            var page = await journal.FindAsync(query);
            all.AddRange(page.Events);
            Assert.True(page.Events.Count <= query.Limit);
            if (page.Next is null) return all;
            query = query with { Before = page.Next };
        }
    }
}
