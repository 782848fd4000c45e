using System.Collections.Concurrent;
using Strongroom.SecretsManager.Rotation;
using Strongroom.Storage;

namespace Strongroom.SecretsManager.Tests.Rotation;

/// <summary>Nodes that share a store: one has a rotation at a time, and one that lost it writes no more.</summary>
public sealed class LeaseTests : RotationTest
{
    [Fact]
    public async Task Of_many_nodes_that_see_a_rotation_at_once_one_does_it()
    {
        var (job, secret) = await BeginAsync("raced");
        var functions = new Recorded(_ => Task.Delay(20));
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Node(functions).RunAsync(job, CancellationToken.None)));
        Assert.Equal(["createSecret", "setSecret", "testSecret", "finishSecret"], functions.Steps);
        Assert.Equal(1, (await EventsAsync()).Count(static name => name == "RotationStarted"));
        Assert.NotNull(secret);
    }

    [Fact]
    public async Task A_node_that_stalls_beyond_its_lease_is_overtaken_and_changes_nothing_when_it_wakes()
    {
        var (job, _) = await BeginAsync("stalled");
        var stall = new TaskCompletionSource();
        var slow = Node(new Recorded(_ => stall.Task), leaseSeconds: 3600).RunAsync(job, CancellationToken.None);
        while ((await JobAsync("stalled"))?.Value.Owner is null) await Task.Delay(10, TestContext.Current.CancellationToken);
        var held = (await JobAsync("stalled"))!;
        Assert.False(held.Value.IsFreeAt(Server.Clock.GetUtcNow()));
        Server.Clock.Move(TimeSpan.FromHours(2));
        Assert.True(held.Value.IsFreeAt(Server.Clock.GetUtcNow()));

        var quick = new Recorded(_ => Task.CompletedTask);
        await Node(quick).RunAsync(held, CancellationToken.None);
        Assert.Equal(4, quick.Steps.Count);
        var after = (await JobAsync("stalled"))!;
        stall.SetResult();
        await slow;
        Assert.Equal(after, await JobAsync("stalled"));
    }

    private async Task<(Stored<RotationJob> Job, Secret Secret)> BeginAsync(string name)
    {
        await Server.Running.Rotations.DisposeAsync(); // The server's own scheduler takes no part.
        await CreateAsync(name);
        var records = Server.Running.Installation.Records;
        var stored = (await records.FindAsync(Secret.Records, Secret.RecordKeyOf(Account, "us-east-1", name)))!;
        var changes = new StagedChanges();
        var now = Server.Clock.GetUtcNow();
        var secret = stored.Value with { Rotation = new() { Enabled = true, LambdaArn = Arn("elsewhere") } };
        secret = RotationJob.Begin(changes, secret, Token(), isTest: false, now);
        SecretStore.Replace(changes, stored, secret);
        Assert.True((await records.CommitAsync(changes)).Committed);
        return ((await JobAsync(name))!, secret);
    }

    private async Task<Stored<RotationJob>?> JobAsync(string name)
        => await Server.Running.Installation.Records.ReadAsync(RotationJob.Records, RotationJob.RecordKeyOf(Account, "us-east-1", name));

    private RotationRun Node(IRotationFunctions functions, int leaseSeconds = 30)
    {
        var installation = Server.Running.Installation;
        return new(installation.Records, new(installation.Records), installation.Trail, functions, new() { LeaseSeconds = leaseSeconds }, Server.Clock);
    }

    private sealed class Recorded(Func<RotationEvent, Task> work) : IRotationFunctions, IRotationFunction
    {
        public ConcurrentQueue<string> Steps { get; } = new();

        public IRotationFunction? Find(string lambdaArn) => this;

        public async ValueTask InvokeAsync(RotationEvent asked, CancellationToken cancellation)
        {
            Steps.Enqueue(Aws.WireNames.NameOf(asked.Step));
            await work(asked);
        }

        public void Wake()
        {
        }
    }
}
