using System.Text.Json.Nodes;
using Strongroom.Testing;

namespace Strongroom.SecretsManager.Tests.Rotation;

/// <summary>Kills the server in the middle of rotations, and starts it again: each finishes, and at every moment some version opens the database.</summary>
[Trait("Needs", "tools")]
public sealed class CrashTests(PostgreSqlFixture fixture, ITestOutputHelper output) : IClassFixture<PostgreSqlFixture>, IDisposable
{
    private readonly DatabaseServer database = fixture.Database;
    private readonly string folder = Directory.CreateTempSubdirectory("strongroom-rotation-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task A_rotation_that_is_killed_in_each_of_its_steps_finishes_after_the_restarts()
    {
        await database.PostgreSqlAsync("CREATE USER killed PASSWORD 'first'");
        await WriteConfigAsync(new JsonObject
        {
            ["program"] = new JsonObject
            {
                ["Command"] = new JsonArray("python3", Path.Combine(AppContext.BaseDirectory, "rotate.py")),
                ["Environment"] = new JsonObject { ["FOLDER"] = folder, ["AWS_ACCESS_KEY_ID"] = "test", ["AWS_SECRET_ACCESS_KEY"] = "test", ["PGDATABASE"] = "postgres" },
            },
        });

        // Two of the steps before their effect, two behind it.
        string[] places = ["behind createSecret", "behind setSecret", "before testSecret", "before finishSecret"];
        for (var i = 0; i <= places.Length; i++)
        {
            await File.WriteAllTextAsync(Path.Combine(folder, "pause"), i < places.Length ? places[i] : "nowhere");
            await using var server = await StartAsync();
            if (i == 0)
            {
                await CallAsync(server, "CreateSecret", new() { ["Name"] = "k", ["ClientRequestToken"] = Token(), ["SecretString"] = Secret("killed", "first") });
                await CallAsync(server, "RotateSecret",
                    new() { ["SecretId"] = "k", ["ClientRequestToken"] = Token(), ["RotationLambdaARN"] = "arn:aws:lambda:us-east-1:000000000000:function:program" });
            }

            if (i == places.Length)
            {
                await UntilAsync(async () => (await CallAsync(server, "DescribeSecret", new() { ["SecretId"] = "k" }))["LastRotatedDate"] is not null);
                Assert.True(await OpensAsync(server, "k", "AWSCURRENT"));
                Assert.False(await database.PostgreSqlTakesAsync("killed", "first"));
                return;
            }

            await UntilAsync(() => Task.FromResult(File.Exists(folder + "/reached") && File.ReadAllText(folder + "/reached").Contains(places[i], StringComparison.Ordinal)));
            Assert.True(await OpensAsync(server, "k", "AWSCURRENT") || await OpensAsync(server, "k", "AWSPENDING"), $"No version opens the database {places[i]}.");
            await server.KillAsync();
            await Shell.TryAsync("pkill -f \"$PROGRAM\" || true", folder, new KeyValuePair<string, string>("PROGRAM", folder));
        }
    }

    [Fact]
    public async Task Alternating_users_are_killed_at_any_moment_and_the_current_version_opens_the_database_all_the_while()
    {
        var kills = int.Parse(Environment.GetEnvironmentVariable("STRONGROOM_ROTATION_KILLS") ?? "2");
        await database.PostgreSqlAsync("CREATE USER steady PASSWORD 'first'");
        await WriteConfigAsync([]);
        var random = new Random(7);
        var rotated = 0;
        for (var i = 0; i <= kills; i++)
        {
            await using var server = await StartAsync();
            if (i == 0)
            {
                var master = await CallAsync(server, "CreateSecret",
                    new() { ["Name"] = "master", ["ClientRequestToken"] = Token(), ["SecretString"] = Secret("postgres", DatabaseServer.SuperPassword) });
                var secret = JsonNode.Parse(Secret("steady", "first"))!.AsObject();
                secret["masterarn"] = (string)master["ARN"]!;
                await CallAsync(server, "CreateSecret", new() { ["Name"] = "s", ["ClientRequestToken"] = Token(), ["SecretString"] = secret.ToJsonString() });
            }

            Assert.True(await OpensAsync(server, "s", "AWSCURRENT"));
            string? begun = null;
            await UntilAsync(async () => (begun = await BeginAsync(server)) is not null);
            rotated++;
            if (i == kills)
            {
                // No further one may be under way: it would be the previous user's turn.
                await UntilAsync(async () => (string?)(await CallAsync(server, "GetSecretValue", new() { ["SecretId"] = "s" }))["VersionId"] == begun);
                Assert.True(await OpensAsync(server, "s", "AWSCURRENT"));
                Assert.True(await OpensAsync(server, "s", "AWSPREVIOUS"));
                break;
            }

            await Task.Delay(random.Next(0, 200));
            await server.KillAsync();
        }

        output.WriteLine($"{kills} kills, {rotated} rotations begun");
    }

    // The version that it is to make; null while the rotation before is still under way.
    private static async Task<string?> BeginAsync(ServerProcess server)
    {
        try
        {
            var answer = await CallAsync(server, "RotateSecret", new()
            {
                ["SecretId"] = "s",
                ["ClientRequestToken"] = Token(),
                ["RotationLambdaARN"] = "arn:aws:lambda:us-east-1:000000000000:function:strongroom-postgresql-alternating-users",
            });
            return (string)answer["VersionId"]!;
        }
        catch (JsonRefusalException underWay) when (underWay.Code == "InvalidRequestException")
        {
            return null;
        }
    }

    private async Task<bool> OpensAsync(ServerProcess server, string id, string stage)
    {
        try
        {
            var value = await CallAsync(server, "GetSecretValue", new() { ["SecretId"] = id, ["VersionStage"] = stage });
            var secret = JsonNode.Parse((string)value["SecretString"]!)!;
            return await database.PostgreSqlTakesAsync((string)secret["username"]!, (string)secret["password"]!);
        }
        catch (JsonRefusalException missing) when (missing.Code == "ResourceNotFoundException")
        {
            return false;
        }
    }

    private Task<ServerProcess> StartAsync() => ServerProcess.StartAsync(Path.Combine(folder, "data"), "--profile", "dev", "--config", Path.Combine(folder, "config.json"));

    private Task WriteConfigAsync(JsonObject functions) => File.WriteAllTextAsync(Path.Combine(folder, "config.json"),
        new JsonObject { ["Rotation"] = new JsonObject { ["LeaseSeconds"] = 2, ["Functions"] = functions } }.ToJsonString());

    private static Task<JsonObject> CallAsync(ServerProcess server, string operation, JsonObject request)
        => new JsonClient(server.Endpoint, "secretsmanager", new PlainSigner(service: "secretsmanager")).CallAsync(operation, request);

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        for (var i = 0; !await condition(); i++)
        {
            Assert.True(i < 400, "It does not come true.");
            await Task.Delay(100);
        }
    }

    private string Secret(string user, string password)
        => new JsonObject { ["engine"] = "postgres", ["host"] = "127.0.0.1", ["port"] = database.Port, ["username"] = user, ["password"] = password }.ToJsonString();

    private static string Token() => Guid.NewGuid().ToString("d");
}
