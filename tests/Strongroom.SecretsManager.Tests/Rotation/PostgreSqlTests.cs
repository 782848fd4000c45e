using System.Text.Json.Nodes;
using Strongroom.Testing;

namespace Strongroom.SecretsManager.Tests.Rotation;

/// <summary>One database server for all tests of a class.</summary>
public sealed class PostgreSqlFixture : IAsyncLifetime
{
    public DatabaseServer Database { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Database = await DatabaseServer.StartPostgreSqlAsync();

    public ValueTask DisposeAsync() => Database.DisposeAsync();
}

/// <summary>Rotations against a real PostgreSQL server, held to what <c>psql</c> says.</summary>
[Trait("Needs", "tools")]
public sealed class PostgreSqlTests(PostgreSqlFixture fixture)
    : RotationTest(options => options with { Rotation = new() { DatabaseCertificateAuthorities = fixture.Database.Certificate } }), IClassFixture<PostgreSqlFixture>
{
    private readonly DatabaseServer database = fixture.Database;

    [Fact]
    public async Task A_single_users_new_password_works_and_the_old_one_no_longer()
    {
        await database.PostgreSqlAsync("CREATE USER \"App \"\"1\"\"\" PASSWORD 'first'");
        await CreateAsync("db", Secret("App \"1\"", "first"));
        var version = await RotateAsync("db", "strongroom-postgresql-single-user", new() { ["RotationRules"] = new JsonObject { ["AutomaticallyAfterDays"] = 30 } });
        var secret = await SecretAsync("db");
        Assert.Equal("App \"1\"", (string)secret["username"]!);
        Assert.Equal("kept", (string)secret["note"]!);
        Assert.True(await database.PostgreSqlTakesAsync("App \"1\"", (string)secret["password"]!));
        Assert.False(await database.PostgreSqlTakesAsync("App \"1\"", "first"));
        Assert.Equal(["AWSCURRENT,AWSPENDING"], await LabelsAsync("db", version));
        Assert.Equal("first", (string)(await SecretAsync("db", "AWSPREVIOUS"))["password"]!);
        Assert.Equal(["RotationStarted", "RotationSucceeded"], await EventsAsync());
        var described = await Call("DescribeSecret", new() { ["SecretId"] = "db" });
        Assert.True((bool)described["RotationEnabled"]!);
        Assert.NotNull(described["LastRotatedDate"]);
    }

    [Fact]
    public async Task Alternating_users_leave_the_last_one_working()
    {
        await database.PostgreSqlAsync("CREATE USER app PASSWORD 'first'; CREATE TABLE notes (text text); GRANT SELECT ON notes TO app");
        var master = await CreateAsync("master", Secret("postgres", DatabaseServer.SuperPassword));
        await CreateAsync("alt", Secret("app", "first", master));
        var seen = new List<string>();
        for (var i = 0; i < 3; i++)
        {
            await RotateAsync("alt", "SecretsManagerRDSPostgreSQLRotationMultiUser");
            JsonObject now = await SecretAsync("alt"), before = await SecretAsync("alt", "AWSPREVIOUS");
            seen.Add((string)now["username"]!);
            Assert.True(await database.PostgreSqlTakesAsync((string)now["username"]!, (string)now["password"]!));
            Assert.True(await database.PostgreSqlTakesAsync((string)before["username"]!, (string)before["password"]!));
            Assert.NotEqual((string)now["username"]!, (string)before["username"]!);
        }

        Assert.Equal(["app_clone", "app", "app_clone"], seen);
        Assert.Equal("t", (await database.PostgreSqlAsync("SELECT has_table_privilege('app_clone', 'notes', 'SELECT')")).Trim());
    }

    [Fact]
    public async Task A_secret_that_demands_tls_gets_it_checked()
    {
        await database.PostgreSqlAsync("CREATE USER tls PASSWORD 'first'");
        var secret = JsonNode.Parse(Secret("tls", "first"))!.AsObject();
        secret["ssl"] = true;
        secret["host"] = "localhost";
        await CreateAsync("tls", secret.ToJsonString());
        await RotateAsync("tls", "strongroom-postgresql-single-user");
        Assert.Equal(["RotationStarted", "RotationSucceeded"], await EventsAsync());
    }

    [Fact]
    public async Task A_database_that_is_out_of_reach_fails_the_rotation_which_is_tried_again_by_the_clock_and_then_succeeds()
    {
        await database.PostgreSqlAsync("CREATE USER late PASSWORD 'other'");
        await CreateAsync("late", Secret("late", "first"));
        var token = await RotateAsync("late", "strongroom-postgresql-single-user");
        Assert.Equal(["RotationStarted", "RotationFailed"], await EventsAsync());
        Assert.Equal("first", (string)(await SecretAsync("late"))["password"]!);
        await RefusedAsync("InvalidRequestException", "A previous rotation isn't complete. That rotation will be reattempted.",
            () => Call("RotateSecret", new() { ["SecretId"] = "late", ["ClientRequestToken"] = Token() }));

        await database.PostgreSqlAsync("ALTER USER late PASSWORD 'first'");
        Assert.Equal(0, await Server.Running.Rotations.RunDueAsync());
        Server.Clock.Move(TimeSpan.FromMinutes(2));
        await SettleAsync("late");
        Assert.Equal(["RotationStarted", "RotationFailed", "RotationStarted", "RotationSucceeded"], await EventsAsync());
        Assert.Equal(["AWSCURRENT,AWSPENDING"], await LabelsAsync("late", token));
        Assert.True(await database.PostgreSqlTakesAsync("late", (string)(await SecretAsync("late"))["password"]!));
    }

    [Fact]
    public async Task Without_immediate_rotation_only_the_test_runs_and_the_schedule_rotates_when_its_window_opens()
    {
        await database.PostgreSqlAsync("CREATE USER timed PASSWORD 'first'");
        await CreateAsync("timed", Secret("timed", "first"));
        await RotateAsync("timed", "strongroom-postgresql-single-user", new()
        {
            ["RotateImmediately"] = false,
            ["RotationRules"] = new JsonObject { ["ScheduleExpression"] = "rate(4 hours)", ["Duration"] = "1h" },
        });
        Assert.Equal(["TestRotationStarted", "TestRotationSucceeded"], await EventsAsync());
        Assert.Single((await Call("ListSecretVersionIds", new() { ["SecretId"] = "timed", ["IncludeDeprecated"] = true }))["Versions"]!.AsArray());
        Assert.True(await database.PostgreSqlTakesAsync("timed", "first"));

        for (var i = 1; i <= 3; i++)
        {
            Server.Clock.Move(TimeSpan.FromHours(4));
            await Server.Running.SecretCalendar.RunDueAsync();
            await SettleAsync("timed");
            Assert.Equal(2 + 2 * i, (await EventsAsync()).Length);
        }

        Assert.True(await database.PostgreSqlTakesAsync("timed", (string)(await SecretAsync("timed"))["password"]!));
        await Call("CancelRotateSecret", new() { ["SecretId"] = "timed" });
        Server.Clock.Move(TimeSpan.FromHours(9));
        await Server.Running.SecretCalendar.RunDueAsync();
        Assert.Equal(0, await Server.Running.Rotations.RunDueAsync());
        Assert.False((bool)(await Call("DescribeSecret", new() { ["SecretId"] = "timed" }))["RotationEnabled"]!);
    }

    private string Secret(string user, string password, string? masterArn = null)
    {
        var secret = new JsonObject { ["engine"] = "postgres", ["host"] = "127.0.0.1", ["port"] = database.Port, ["username"] = user, ["password"] = password, ["note"] = "kept" };
        if (masterArn is not null) secret["masterarn"] = masterArn;
        return secret.ToJsonString();
    }
}
