using System.Text.Json.Nodes;
using Strongroom.Testing;

[assembly: AssemblyFixture(typeof(Strongroom.SecretsManager.Tests.SharedServer))]

namespace Strongroom.SecretsManager.Tests;

/// <summary>One server for all tests that need no more than an account of their own.</summary>
public sealed class SharedServer : IAsyncLifetime
{
    private int accounts = 100;

    public LocalServer Server { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Server = await LocalServer.StartAsync();

    public ValueTask DisposeAsync() => Server.DisposeAsync();

    /// <summary>An account that no other test uses.</summary>
    public string NewAccount() => Interlocked.Increment(ref accounts).ToString("000000000000", null);
}

/// <summary>A test of the service over the wire, in an account of its own.</summary>
public abstract class SecretsTest
{
    private readonly Dictionary<(string, string), JsonClient> clients = [];

    protected SecretsTest(SharedServer shared) : this(shared.Server, shared.NewAccount()) => Shared = shared;

    private protected SecretsTest(LocalServer server, string account) => (Server, Account) = (server, account);

    protected SharedServer? Shared { get; }

    protected LocalServer Server { get; }

    protected string Account { get; }

    protected Task<JsonObject> Call(string operation, JsonObject request, string region = "us-east-1", string? account = null)
        => Client("secretsmanager", region, account ?? Account).CallAsync(operation, request);

    protected Task<JsonObject> Kms(string operation, JsonObject request, string region = "us-east-1")
        => new JsonClient(Server.Endpoint, "TrentService", new PlainSigner(Account, "test", region, "kms"), Server.Clock).CallAsync(operation, request);

    /// <summary>A new secret; its ARN.</summary>
    protected async Task<string> CreateAsync(string name, string? value = "hunter2", JsonObject? more = null)
    {
        var request = more ?? [];
        request["Name"] = name;
        request["ClientRequestToken"] ??= Token();
        if (value is not null) request["SecretString"] = value;
        return (string)(await Call("CreateSecret", request))["ARN"]!;
    }

    /// <summary>A new version; its id.</summary>
    protected async Task<string> PutAsync(string id, string value, params string[] stages)
    {
        var token = Token();
        var request = new JsonObject { ["SecretId"] = id, ["ClientRequestToken"] = token, ["SecretString"] = value };
        if (stages.Length > 0) request["VersionStages"] = new JsonArray([.. stages.Select(static stage => (JsonNode)stage)]);
        await Call("PutSecretValue", request);
        return token;
    }

    protected async Task<string> ValueAsync(string id, string? stage = null, string? version = null, string region = "us-east-1")
    {
        var request = new JsonObject { ["SecretId"] = id };
        if (stage is not null) request["VersionStage"] = stage;
        if (version is not null) request["VersionId"] = version;
        return (string)(await Call("GetSecretValue", request, region))["SecretString"]!;
    }

    /// <summary>The labels of each version, such as <c>AWSCURRENT,AWSPENDING</c>, in the order of the versions given.</summary>
    protected async Task<string[]> LabelsAsync(string id, params string[] versions)
    {
        var labels = (await Call("DescribeSecret", new() { ["SecretId"] = id }))["VersionIdsToStages"]!.AsObject();
        return [.. versions.Select(version => string.Join(',', labels[version]?.AsArray().Select(static label => (string)label!) ?? []))];
    }

    /// <summary>Demands that a call is refused with this code and text (null: any).</summary>
    protected static async Task RefusedAsync(string code, string? message, Func<Task> call)
    {
        var refusal = await Assert.ThrowsAsync<JsonRefusalException>(call);
        Assert.Equal(code, refusal.Code);
        if (message is not null) Assert.Equal(message, refusal.Text);
    }

    /// <summary>The audit records of this test's account, once they are all written.</summary>
    protected async Task<IReadOnlyList<JsonObject>> RecordsAsync()
    {
        await Server.Running.DrainAuditAsync();
        return [.. Server.AuditRecords().Where(record => (string?)record["recipientAccountId"] == Account)];
    }

    protected static string Token() => Guid.NewGuid().ToString("d");

    private JsonClient Client(string service, string region, string account)
    {
        if (!clients.TryGetValue((region, account), out var client))
            clients[(region, account)] = client = new(Server.Endpoint, service, new PlainSigner(account, "test", region, service), Server.Clock);
        return client;
    }
}
