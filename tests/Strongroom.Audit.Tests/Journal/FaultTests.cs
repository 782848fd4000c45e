namespace Strongroom.Audit.Tests;

/// <summary>A fault at every step: nothing that failed is acknowledged, and what was acknowledged stays.</summary>
public sealed class FaultTests
{
    private readonly TestKeys keys = new();
    private readonly TestClock clock = new();

    private AuditJournal Open(FakeDisk disk) => AuditJournal.Open(disk, keys, clock, new() { SegmentBytes = 800 });

    /// <summary>Appends until stopped by a fault, if any; says how many were acknowledged and how many tried.</summary>
    private static async Task<(int Acknowledged, int Tried)> AppendUntilFaultAsync(AuditJournal journal, int most)
    {
        for (var i = 0; i < most; i++)
        {
            try
            {
                await journal.AppendAsync(i, 1);
            }
            catch (AuditUnavailableException)
            {
                return (i, i + 1);
            }
        }

        return (most, most);
    }

    public static TheoryData<int, int> Faults()
    {
        var data = new TheoryData<int, int>();
        for (var step = 0; step < 40; step++)
        {
            foreach (var part in new[] { 0, 1, 60, 10_000 })
                data.Add(step, part);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task After_a_failed_step_nothing_is_acknowledged_until_a_restart_and_all_before_it_is_kept(int step, int part)
    {
        var steps = 0;
        var disk = new FakeDisk { PartOfFailedWrite = part };
        await using var journal = Open(disk);
        disk.Fault = _ =>
        {
            if (steps++ == step)
                throw FakeDisk.Broken;
        };
        var (acknowledged, tried) = await AppendUntilFaultAsync(journal, 12);
        if (acknowledged < 12)
        {
            Assert.False(journal.IsHealthy);
            await Assert.ThrowsAsync<AuditUnavailableException>(() => journal.AppendAsync(99, 1));
            Assert.Equal(step + 1, steps);
        }

        disk.Fault = null;
        foreach (var restart in new[] { disk.AfterKill(), disk.AfterPowerLoss(0), disk.AfterPowerLoss(0.5), disk.AfterPowerLoss(1) })
        {
            await using var after = Open(restart);
            var records = await after.ReadAllAsync();
            Assert.InRange(records.Count, acknowledged, tried);
            Assert.Equal(Enumerable.Range(0, records.Count).Select(n => $$"""{"n":{{n}}}"""), records);
            await after.AppendAsync(records.Count, 10);
            Assert.Null(JournalVerifier.Verify(restart, keys).Damage);
        }
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task A_full_disk_refuses_and_recovers_by_itself(int step, int part)
    {
        var steps = 0;
        var disk = new FakeDisk { PartOfFailedWrite = part };
        await using var journal = Open(disk);
        disk.Fault = name =>
        {
            // A full disk refuses what needs space: writes and new files.
            if (name is "write" or "create" && steps++ is var now && now >= step && now < step + 3)
                throw FakeDisk.Full;
        };
        var expected = new List<string>();
        var refused = 0;
        for (var i = 0; i < 60; i++)
        {
            try
            {
                await journal.AppendAsync(i, 1);
                expected.Add($$"""{"n":{{i}}}""");
            }
            catch (AuditUnavailableException)
            {
                refused++;
            }
        }

        Assert.Equal(3, refused);
        Assert.True(journal.IsHealthy);
        Assert.Equal(expected, await journal.ReadAllAsync());
        Assert.Null(JournalVerifier.Verify(disk, keys).Damage);
        await using var after = Open(disk.AfterPowerLoss(0));
        Assert.Equal(expected, await after.ReadAllAsync());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(100)]
    [InlineData(10_000)]
    public async Task A_batch_that_a_full_disk_refused_leaves_no_byte_behind(int part)
    {
        var disk = new FakeDisk { PartOfFailedWrite = part };
        await using var journal = Open(disk);
        await journal.AppendAsync(0, 1);
        var before = disk[disk.Names[0]];
        disk.Fault = name =>
        {
            if (name == "write")
                throw FakeDisk.Full;
        };
        await Assert.ThrowsAsync<AuditUnavailableException>(() => journal.AppendAsync("""{"a":1}""", """{"b":2}"""));
        Assert.Equal(before, disk[disk.Names[0]]);
    }

    [Fact]
    public async Task A_full_disk_that_cannot_be_cut_back_stops_the_journal()
    {
        var disk = new FakeDisk { PartOfFailedWrite = 10 };
        await using var journal = Open(disk);
        await journal.AppendAsync(0, 1);
        disk.Fault = name => throw (name == "truncate" ? FakeDisk.Broken : FakeDisk.Full);
        await Assert.ThrowsAsync<AuditUnavailableException>(() => journal.AppendAsync(1, 1));
        disk.Fault = null;
        await Assert.ThrowsAsync<AuditUnavailableException>(() => journal.AppendAsync(2, 1));
        Assert.False(journal.IsHealthy);
    }

    [Fact]
    public async Task A_key_that_vanished_stops_the_journal()
    {
        await using var journal = Open(new FakeDisk());
        keys.Missing = 1;
        await Assert.ThrowsAsync<AuditUnavailableException>(() => journal.AppendAsync(1, 1));
        Assert.False(journal.IsHealthy);
    }

    [Fact]
    public async Task Many_waiters_of_a_failed_flush_all_learn_of_it()
    {
        var disk = new FakeDisk();
        await using var journal = Open(disk);
        await journal.AppendAsync(0, 1);
        disk.Fault = name =>
        {
            if (name == "flush")
                throw FakeDisk.Broken;
        };
        var results = await Task.WhenAll(Enumerable.Range(0, 64).Select(i => Task.Run(async () =>
        {
            try
            {
                await journal.AppendAsync(i, 1);
                return true;
            }
            catch (AuditUnavailableException)
            {
                return false;
            }
        })));
        Assert.DoesNotContain(true, results);
        Assert.Single(await journal.ReadAllAsync());
    }

    [Fact]
    public async Task A_stale_next_segment_is_never_overtaken_by_the_old_one()
    {
        // The turn at midnight fails for want of space, then the clock is set back: the old segment is not due any more, but the new one exists.
        var disk = new FakeDisk();
        await using (var journal = AuditJournal.Open(disk, keys, clock, new()))
        {
            await journal.AppendAsync(0, 1);
            clock.Now = clock.Now.AddDays(1);
            disk.PartOfFailedWrite = 10_000;
            disk.Fault = name =>
            {
                if (name == "write")
                    throw FakeDisk.Full;
            };
            await Assert.ThrowsAsync<AuditUnavailableException>(() => journal.AppendAsync(1, 1));
            disk.Fault = null;
            clock.Now = clock.Now.AddDays(-1);
            await journal.AppendAsync(2, 1);
        }

        foreach (var restart in new[] { disk.AfterPowerLoss(0), disk.AfterKill() })
        {
            Assert.Null(JournalVerifier.Verify(restart, keys).Damage);
            await using var after = AuditJournal.Open(restart, keys, clock, new());
            Assert.Equal(["""{"n":0}""", """{"n":2}"""], await after.ReadAllAsync());
        }
    }
}
