using Strongroom.Storage;

namespace Strongroom.Audit.Tests;

/// <summary>The process dies at each step in turn: before it or after it, with or without the power. No record is lost, none is there twice.</summary>
public sealed class CrashTests
{
    private const int Calls = 12;

    public static TheoryData<bool, double> Crashes() => new() { { false, -1 }, { true, -1 }, { false, 0 }, { true, 0 }, { true, 0.5 }, { true, 1 } };

    [Theory]
    [MemberData(nameof(Crashes))]
    public async Task Every_change_has_its_record_exactly_once(bool afterStep, double powerLoss)
    {
        var crashes = 0;
        for (var step = 0; await CrashAtAsync(step, afterStep, powerLoss); step++)
            crashes++;
        Assert.InRange(crashes, 20, 500);
    }

    [Fact]
    public async Task A_second_crash_while_recovering_from_the_first_changes_nothing()
    {
        for (var first = 10; first < 40; first += 3)
        {
            for (var second = 0; second < 6; second++)
            {
                await using var world = new World();
                var expected = new Expectation();
                await RunAsync(world, first, afterStep: true, expected);
                await using var again = new World(world.Disk.AfterPowerLoss(0.5), world.Kept);
                await RunAsync(again, second, afterStep: true, expected);
                await using var last = new World(again.Disk.AfterPowerLoss(0.5), world.Kept);
                await CheckAsync(last, expected);
            }
        }
    }

    /// <summary>Says whether the run was long enough to reach the step.</summary>
    private static async Task<bool> CrashAtAsync(int step, bool afterStep, double powerLoss)
    {
        await using var world = new World();
        var expected = new Expectation();
        var crashed = await RunAsync(world, step, afterStep, expected);
        await using var restarted = new World(powerLoss < 0 ? world.Disk.AfterKill() : world.Disk.AfterPowerLoss(powerLoss), world.Kept);
        await CheckAsync(restarted, expected);
        return crashed;
    }

    /// <summary>Serves calls until the step, from which on the process is dead: nothing that it does has any effect.</summary>
    private static async Task<bool> RunAsync(World world, int step, bool afterStep, Expectation expected)
    {
        var steps = 0;
        var trail = world.Open();
        void Die(bool part)
        {
            var now = Interlocked.Increment(ref steps) - 1;
            world.Disk.PartOfFailedWrite = now == step && part ? 1_000_000 : 0;
            if (now >= step)
                throw FakeDisk.Broken;
        }

        world.Disk.Fault = name => Die(afterStep && name == "write");
        world.Store.Fault = _ => (Interlocked.Increment(ref steps) - 1) switch
        {
            var now when now < step => StoreFault.None,
            var now when now == step && afterStep => StoreFault.Unknown,
            _ => StoreFault.Failed,
        };
        try
        {
            await trail.StartAsync();
            for (var i = 0; i < Calls; i++)
            {
                var id = Guid.NewGuid();
                var change = i % 3 != 2;
                (change ? expected.ChangesTried : expected.ReadsTried).Add(id);
                await trail.CommitAsync(change ? World.Change(id) : new(), [TestRecords.Encrypt(id)]);
                (change ? expected.ChangesAcknowledged : expected.ReadsAcknowledged).Add(id);
            }

            await World.DrainedAsync(trail);
        }
        catch (Exception e) when (e is AuditUnavailableException or StoreFailedException or IOException)
        {
            // The call failed; its client knows nothing.
        }

        return Volatile.Read(ref steps) > step;
    }

    private static async Task CheckAsync(World world, Expectation expected)
    {
        var trail = world.Open();
        await trail.StartAsync();
        await World.DrainedAsync(trail);
        Assert.Null(trail.Failure);
        Assert.Equal(0, await world.OutboxCountAsync());
        var journaled = await World.JournaledAsync(trail);
        Assert.Equal(journaled.Distinct().Count(), journaled.Count);
        Assert.Subset(journaled.ToHashSet(), expected.ReadsAcknowledged.Union(expected.ChangesAcknowledged).ToHashSet());
        Assert.Subset(expected.ReadsTried.Union(expected.ChangesTried).ToHashSet(), journaled.ToHashSet());
        foreach (var id in expected.ChangesTried)
            Assert.Equal(await world.HasThingAsync(id), journaled.Contains(id));
        foreach (var id in expected.ChangesAcknowledged)
            Assert.True(await world.HasThingAsync(id));
        await trail.DisposeAsync();
        Assert.Null(JournalVerifier.Verify(world.Disk, world.Keys).Damage);
    }

    private sealed class Expectation
    {
        public HashSet<Guid> ChangesTried { get; } = [];

        public HashSet<Guid> ChangesAcknowledged { get; } = [];

        public HashSet<Guid> ReadsTried { get; } = [];

        public HashSet<Guid> ReadsAcknowledged { get; } = [];
    }
}
