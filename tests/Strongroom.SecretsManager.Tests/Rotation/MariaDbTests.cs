using System.Text.Json.Nodes;
using Strongroom.Testing;

namespace Strongroom.SecretsManager.Tests.Rotation;

/// <summary>One database server for all tests of a class.</summary>
public sealed class MariaDbFixture : IAsyncLifetime
{
    public DatabaseServer Database { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Database = await DatabaseServer.StartMariaDbAsync();

    public ValueTask DisposeAsync() => Database.DisposeAsync();
}

/// <summary>Rotations against a real MariaDB server, held to what <c>mariadb</c> says.</summary>
[Trait("Needs", "tools")]
public sealed class MariaDbTests(MariaDbFixture fixture) : RotationTest, IClassFixture<MariaDbFixture>
{
    private readonly DatabaseServer database = fixture.Database;

    [Fact]
    public async Task A_single_users_new_password_works_and_the_old_one_no_longer()
    {
        await database.MariaDbAsync("CREATE USER single@'%' IDENTIFIED BY 'first'");
        await CreateAsync("db", Secret("single", "first"));
        await RotateAsync("db", "strongroom-mysql-single-user");
        Assert.Equal(["RotationStarted", "RotationSucceeded"], await EventsAsync());
        var password = (string)(await SecretAsync("db"))["password"]!;
        Assert.True(await database.MariaDbTakesAsync("single", password));
        Assert.False(await database.MariaDbTakesAsync("single", "first"));
    }

    [Fact]
    public async Task Alternating_users_have_the_same_rights_and_leave_the_last_one_working()
    {
        await database.MariaDbAsync("""
            CREATE DATABASE shop; CREATE TABLE shop.items (name TEXT); CREATE USER turns@'%' IDENTIFIED BY 'first';
            GRANT SELECT ON shop.* TO turns@'%'; GRANT INSERT ON shop.items TO turns@'%' WITH GRANT OPTION;
            """);
        var master = await CreateAsync("master", Secret("root", DatabaseServer.SuperPassword));
        await CreateAsync("alt", Secret("turns", "first", master));
        var seen = new List<string>();
        for (var i = 0; i < 3; i++)
        {
            await RotateAsync("alt", "SecretsManagerRDSMariaDBRotationMultiUser");
            JsonObject now = await SecretAsync("alt"), before = await SecretAsync("alt", "AWSPREVIOUS");
            seen.Add((string)now["username"]!);
            foreach (var each in new[] { now, before })
                Assert.True(await database.MariaDbTakesAsync((string)each["username"]!, (string)each["password"]!, "SELECT * FROM shop.items; INSERT INTO shop.items VALUES ('x')"));
        }

        Assert.Equal(["turns_clone", "turns", "turns_clone"], seen);
        Assert.Contains("GRANT OPTION", await database.MariaDbAsync("SHOW GRANTS FOR turns_clone@'%'"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_superusers_secret_for_another_host_is_not_used()
    {
        await database.MariaDbAsync("CREATE USER victim@'%' IDENTIFIED BY 'first'");
        var master = await CreateAsync("elsewhere", Secret("root", DatabaseServer.SuperPassword).Replace("127.0.0.1", "db.example", StringComparison.Ordinal));
        await CreateAsync("deputy", Secret("victim", "first", master));
        await RotateAsync("deputy", "strongroom-mysql-alternating-users");
        Assert.Equal(["RotationStarted", "RotationFailed"], await EventsAsync());
        var failed = (await RecordsAsync()).Single(static record => (string?)record["eventName"] == "RotationFailed");
        Assert.Equal("The superuser's secret is for the host db.example, not for 127.0.0.1.", (string?)failed["errorMessage"]);
        Assert.Equal("setSecret", (string?)failed["additionalEventData"]!["Step"]);
    }

    private string Secret(string user, string password, string? masterArn = null)
    {
        var secret = new JsonObject { ["engine"] = "mariadb", ["host"] = "127.0.0.1", ["port"] = database.Port, ["username"] = user, ["password"] = password };
        if (masterArn is not null) secret["masterarn"] = masterArn;
        return secret.ToJsonString();
    }
}
