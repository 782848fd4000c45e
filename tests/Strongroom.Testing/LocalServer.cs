using Amazon.KeyManagementService;
using Amazon.Runtime;
using Amazon.S3;

namespace Strongroom.Testing;

/// <summary>The real program in this process, on a free port and a folder of its own, with a clock that the test moves.</summary>
public sealed class LocalServer : IAsyncDisposable
{
    private LocalServer(string folder, TestClock clock, ServerOptions options, Server server)
        => (Folder, Clock, Options, Running) = (folder, clock, options, server);

    /// <summary>The data folder.</summary>
    public string Folder { get; }

    /// <summary>The clock of the whole program.</summary>
    public TestClock Clock { get; }

    /// <summary>How it runs.</summary>
    public ServerOptions Options { get; }

    /// <summary>The program.</summary>
    public Server Running { get; private set; }

    /// <summary>Where it answers.</summary>
    public string Endpoint => Running.Endpoint;

    /// <summary>Starts a server in the dev profile.</summary>
    public static async Task<LocalServer> StartAsync(Func<ServerOptions, ServerOptions>? configure = null)
    {
        var folder = Directory.CreateTempSubdirectory("strongroom-test-").FullName;
        var options = new ServerOptions { Data = folder, Urls = ["http://127.0.0.1:0"], Profile = "dev", LogLevel = Microsoft.Extensions.Logging.LogLevel.None };
        options = configure?.Invoke(options) ?? options;
        var clock = new TestClock();
        return new(folder, clock, options, await Server.StartAsync(options, clock, CancellationToken.None));
    }

    /// <summary>Stops the server and starts it again on the same folder.</summary>
    public async Task RestartAsync()
    {
        await Running.DisposeAsync();
        Running = await Server.StartAsync(Options, Clock, CancellationToken.None);
    }

    /// <summary>An AWS SDK client of KMS, which signs by the test's clock.</summary>
    /// <param name="account">The account whose root it is.</param>
    /// <param name="region">The region that it asks.</param>
    public AmazonKeyManagementServiceClient Kms(string account = "000000000000", string region = "us-east-1")
        => KmsAs(new BasicAWSCredentials(account, "test"), region);

    /// <summary>The same for anybody.</summary>
    public AmazonKeyManagementServiceClient KmsAs(AWSCredentials credentials, string region = "us-east-1")
    {
        var client = new AmazonKeyManagementServiceClient(credentials, new AmazonKeyManagementServiceConfig
        {
            ServiceURL = Endpoint,
            AuthenticationRegion = region,
            MaxErrorRetry = 0,
        });
        client.BeforeRequestEvent += (_, _) => SetSdkClock();
        return client;
    }

    /// <summary>An AWS SDK client of S3, which signs by the test's clock and names buckets in the path.</summary>
    /// <param name="account">The account whose root it is.</param>
    /// <param name="region">The region that it asks.</param>
    /// <param name="configure">Changes its settings.</param>
    public AmazonS3Client S3(string account = "000000000000", string region = "us-east-1", Action<AmazonS3Config>? configure = null)
        => S3(new BasicAWSCredentials(account, "test"), region, configure);

    /// <inheritdoc cref="S3(string, string, Action{AmazonS3Config})"/>
    /// <param name="credentials">Whose it is.</param>
    public AmazonS3Client S3(AWSCredentials credentials, string region = "us-east-1", Action<AmazonS3Config>? configure = null)
    {
        var config = new AmazonS3Config { ServiceURL = Endpoint, AuthenticationRegion = region, ForcePathStyle = true, MaxErrorRetry = 0 };
        configure?.Invoke(config);
        var client = new AmazonS3Client(credentials, config);
        client.BeforeRequestEvent += (_, _) => SetSdkClock();
        return client;
    }

    // The SDK corrects its clock by the Date header of every answer, which the web server takes from the machine's clock; so it is told before each call.
    private void SetSdkClock()
    {
        foreach (var name in (string[])[Endpoint, Endpoint + "/"]) SetClockCorrection.Invoke(null, [name, Clock.GetUtcNow() - DateTimeOffset.UtcNow]);
    }

    private static readonly System.Reflection.MethodInfo SetClockCorrection = typeof(CorrectClockSkew)
        .GetMethod("SetClockCorrectionForEndpoint", System.Reflection.BindingFlags.Static | System.Reflection.BindingFlags.NonPublic | System.Reflection.BindingFlags.Public)!;

    /// <summary>The lines of the audit journal, as JSON.</summary>
    public IReadOnlyList<System.Text.Json.Nodes.JsonObject> AuditRecords()
        => [.. Directory.GetFiles(Path.Combine(Folder, "store", "audit"), "*.jsonl").Order(StringComparer.Ordinal)
            .SelectMany(ReadLines)
            .Where(static line => line.Length > 0)
            .Select(static line => System.Text.Json.Nodes.JsonNode.Parse(line)!.AsObject())
            .Where(static line => line.ContainsKey("eventName"))];

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Running.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
    }

    private static IEnumerable<string> ReadLines(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var reader = new StreamReader(file);
        return [.. reader.ReadToEnd().Split('\n')];
    }
}
