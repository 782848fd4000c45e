using Amazon.KeyManagementService;
using Amazon.KeyManagementService.Model;
using Strongroom.Testing;

[assembly: AssemblyFixture(typeof(Strongroom.Kms.Tests.SharedServer))]

namespace Strongroom.Kms.Tests;

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

/// <summary>A test of one operation, with the AWS SDK, in an account of its own.</summary>
public abstract class KmsTest : IDisposable
{
    protected KmsTest(SharedServer shared)
    {
        Server = shared.Server;
        Shared = shared;
        Account = shared.NewAccount();
        Kms = Server.Kms(Account);
    }

    protected LocalServer Server { get; }

    protected SharedServer Shared { get; }

    protected string Account { get; }

    protected AmazonKeyManagementServiceClient Kms { get; }

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing) => Kms.Dispose();

    protected async Task<Amazon.KeyManagementService.Model.KeyMetadata> CreateKeyAsync(Action<CreateKeyRequest>? change = null)
    {
        var request = new CreateKeyRequest();
        change?.Invoke(request);
        return (await Kms.CreateKeyAsync(request)).KeyMetadata;
    }

    protected async Task<MemoryStream> EncryptAsync(string keyId, string text, Dictionary<string, string>? context = null)
        => (await Kms.EncryptAsync(new() { KeyId = keyId, Plaintext = Bytes(text), EncryptionContext = context ?? [] })).CiphertextBlob;

    protected async Task<string> DecryptAsync(MemoryStream blob, Dictionary<string, string>? context = null)
        => Text((await Kms.DecryptAsync(new() { CiphertextBlob = blob, EncryptionContext = context ?? [] })).Plaintext);

    /// <summary>Demands that a call is refused with this code and text (null: none).</summary>
    protected static async Task RefusedAsync(string code, string? message, Func<Task> call)
    {
        var refusal = await Assert.ThrowsAnyAsync<AmazonKeyManagementServiceException>(call);
        Assert.Equal(code, refusal.ErrorCode);
        if (message is not null) Assert.Equal(message, refusal.Message);
    }

    protected static MemoryStream Bytes(string text) => new(System.Text.Encoding.UTF8.GetBytes(text));

    protected static string Text(MemoryStream bytes) => System.Text.Encoding.UTF8.GetString(bytes.ToArray());
}
