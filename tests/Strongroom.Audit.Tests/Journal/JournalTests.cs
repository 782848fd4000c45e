namespace Strongroom.Audit.Tests;

public sealed class JournalTests : IDisposable
{
    private readonly TestKeys keys = new();
    private readonly TestClock clock = new();
    private readonly FakeDisk disk = new();

    public void Dispose() => disk.Dispose();

    private AuditJournal Open(AuditJournalOptions? options = null) => AuditJournal.Open(disk, keys, clock, options ?? new());

    [Fact]
    public async Task What_was_appended_is_read_back_in_order_after_a_restart()
    {
        await using (var journal = Open())
            await journal.AppendAsync(0, 20);
        await using (var journal = Open())
        {
            await journal.AppendAsync(20, 5);
            Assert.Equal(Enumerable.Range(0, 25).Select(n => $$"""{"n":{{n}}}"""), await journal.ReadAllAsync());
        }

        var result = JournalVerifier.Verify(disk, keys);
        Assert.Null(result.Damage);
        Assert.Equal(25, result.Records);
    }

    [Fact]
    public async Task An_acknowledged_record_survives_a_power_loss_at_once()
    {
        await using var journal = Open();
        await journal.AppendAsync("""{"a":1}""");
        await using var after = AuditJournal.Open(disk.AfterPowerLoss(0), keys, clock, new());
        Assert.Equal(["""{"a":1}"""], await after.ReadAllAsync());
    }

    [Fact]
    public async Task A_segment_ends_by_size_and_the_chain_goes_on()
    {
        await using (var journal = Open(new() { SegmentBytes = 1000 }))
            await journal.AppendAsync(0, 50);
        Assert.InRange(disk.Names.Count, 4, 10);
        Assert.All(disk.Names, name => Assert.InRange(disk[name].Length, 300, 1200));
        await using (var journal = Open(new() { SegmentBytes = 1000 }))
            Assert.Equal(50, (await journal.ReadAllAsync()).Count);
        Assert.Equal(50, JournalVerifier.Verify(disk, keys).Records);
    }

    [Fact]
    public async Task A_segment_ends_with_its_day_and_with_its_key()
    {
        await using (var journal = Open())
        {
            await journal.AppendAsync(0, 1);
            clock.Now = clock.Now.AddHours(11.99);
            await journal.AppendAsync(1, 1);
            Assert.Single(disk.Names);
            clock.Now = clock.Now.AddHours(0.02);
            await journal.AppendAsync(2, 1);
            Assert.Equal(2, disk.Names.Count);
            keys.Current = 2;
            await journal.AppendAsync(3, 1);
        }

        Assert.Equal(["audit-0000000001.jsonl", "audit-0000000002.jsonl", "audit-0000000003.jsonl"], disk.Names);
        Assert.Equal(4, JournalVerifier.Verify(disk, keys).Records);
        keys.Missing = 2;
        Assert.Contains("key 2 is not in the keyring", JournalVerifier.Verify(disk, keys).Damage!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sixty_four_appenders_share_flushes_and_each_finds_its_records_in_its_own_order()
    {
        await using var journal = Open(new() { BufferBytes = 4096, SegmentBytes = 64 << 10 });
        await Task.WhenAll(Enumerable.Range(0, 64).Select(w => Task.Run(async () =>
        {
            for (var i = 0; i < 50; i++)
                await journal.AppendAsync($$"""{"w":{{w}},"i":{{i}},"pad":"{{new string('x', 100)}}"}""");
        })));
        var all = await journal.ReadAllAsync();
        Assert.Equal(64 * 50, all.Count);
        foreach (var writer in all.GroupBy(record => record.Split(',')[0]))
            Assert.Equal(Enumerable.Range(0, 50).Select(i => $"\"i\":{i}"), writer.Select(record => record.Split(',')[1]));
        Assert.True(disk.Flushes < 64 * 50, $"{disk.Flushes} flushes");
        await journal.DisposeAsync();
        Assert.Equal(64 * 50, JournalVerifier.Verify(disk, keys).Records);
    }

    [Fact]
    public async Task A_batch_larger_than_the_buffer_is_taken_alone()
    {
        await using var journal = Open(new() { BufferBytes = 100 });
        var big = $$"""{"pad":"{{new string('x', 5000)}}"}""";
        await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => journal.AppendAsync(big, big)));
        Assert.Equal(20, (await journal.ReadAllAsync()).Count);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("")]
    [InlineData("[1]")]
    [InlineData("{\"a\":\n1}")]
    public async Task What_is_no_record_is_refused_and_disturbs_nobody(string record)
    {
        await using var journal = Open();
        await Assert.ThrowsAsync<ArgumentException>(() => journal.AppendAsync("""{"good":1}""", record));
        await journal.AppendAsync("""{"a":1}""");
        Assert.Equal(["""{"a":1}"""], await journal.ReadAllAsync());
    }

    [Fact]
    public async Task A_closed_journal_takes_nothing()
    {
        var journal = Open();
        await journal.DisposeAsync();
        await journal.DisposeAsync();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => journal.AppendAsync("""{"a":1}"""));
    }

    [Fact]
    public async Task A_follower_sees_new_records_and_can_go_on_from_any_position()
    {
        await using var journal = Open(new() { SegmentBytes = 1000 });
        using var enough = new CancellationTokenSource();
        var seen = new List<JournalEntry>();
        var follower = Task.Run(async () =>
        {
            await foreach (var entry in journal.ReadAsync(default, follow: true, enough.Token))
            {
                seen.Add(entry);
                if (seen.Count == 30)
                    return;
            }
        });
        await journal.AppendAsync(0, 30);
        await follower;
        for (var i = 0; i < 30; i++)
            Assert.Equal(30 - i - 1, (await journal.ReadAllAsync(seen[i].Next)).Count);
        Assert.Equal(seen.Select(entry => entry.Position).Order(), seen.Select(entry => entry.Position));
        var waiting = Task.Run(async () =>
        {
            await foreach (var _ in journal.ReadAsync(journal.End, follow: true, enough.Token))
            {
            }
        });
        await enough.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
    }

    [Fact]
    public async Task Followers_end_when_the_journal_closes()
    {
        var journal = Open();
        await journal.AppendAsync("""{"a":1}""");
        var follower = Task.Run(async () =>
        {
            var count = 0;
            await foreach (var _ in journal.ReadAsync(default, follow: true))
                count++;
            return count;
        });
        await journal.DisposeAsync();
        Assert.InRange(await follower, 0, 1);
    }
}
