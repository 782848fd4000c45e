using System.Text.Json.Nodes;
using Strongroom.SecretsManager.Rotation;
using Strongroom.Testing;

namespace Strongroom.SecretsManager.Tests.Rotation;

/// <summary>A test of rotations: in an account of its own, with the clock of its own server.</summary>
public abstract class RotationTest : SecretsTest, IAsyncDisposable
{
    private protected RotationTest(Func<ServerOptions, ServerOptions>? configure = null)
        : base(LocalServer.StartAsync(configure).GetAwaiter().GetResult(), "000000000555")
    {
    }

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    protected static string Arn(string function) => $"arn:aws:lambda:us-east-1:000000000555:function:{function}";

    /// <summary>Asks for a rotation, and waits until it has succeeded or failed.</summary>
    protected async Task<string> RotateAsync(string id, string function, JsonObject? more = null)
    {
        var request = more ?? [];
        request["SecretId"] = id;
        request["ClientRequestToken"] = Token();
        request["RotationLambdaARN"] = Arn(function);
        await Call("RotateSecret", request);
        await SettleAsync(id);
        return (string)request["ClientRequestToken"]!;
    }

    /// <summary>Waits until the run that is due now has come to its end.</summary>
    protected async Task SettleAsync(string id)
    {
        var run = 0;
        while (await Server.Running.Rotations.RunDueAsync() > 0 || await UnderWayAsync(id))
        {
            Assert.True(run++ < 600, "The rotation does not end.");
            await Task.Delay(50);
        }
    }

    protected async Task<JsonObject> SecretAsync(string id, string stage = "AWSCURRENT") => JsonNode.Parse(await ValueAsync(id, stage))!.AsObject();

    protected async Task<string[]> EventsAsync()
        => [.. (await RecordsAsync()).Where(static record => (string?)record["eventType"] == "AwsServiceEvent").Select(static record => (string)record["eventName"]!)
            .Where(static name => name.Contains("Rotation", StringComparison.Ordinal))];

    // A job that failed waits for its time without an owner.
    private async Task<bool> UnderWayAsync(string id)
    {
        var key = RotationJob.RecordKeyOf(Account, "us-east-1", id);
        var job = (await Server.Running.Installation.Records.ReadAsync(RotationJob.Records, key))?.Value;
        return job is not null && (job.Owner is not null || job.NotBefore <= Server.Clock.GetUtcNow());
    }
}
