using System.Text;
using Amazon.S3;
using Amazon.S3.Model;
using Strongroom.Testing;

[assembly: AssemblyFixture(typeof(Strongroom.S3.Tests.SharedServer))]

namespace Strongroom.S3.Tests;

/// <summary>One server for all tests that need no more than an account of their own.</summary>
public sealed class SharedServer : IAsyncLifetime
{
    private int accounts = 100;

    public LocalServer Server { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Server = await LocalServer.StartAsync(static options => options with { Regions = ["us-east-1", "eu-west-1"] });

    public ValueTask DisposeAsync() => Server.DisposeAsync();

    /// <summary>An account that no other test uses.</summary>
    public string NewAccount() => Interlocked.Increment(ref accounts).ToString("000000000000", null);
}

/// <summary>A test of operations, with the AWS SDK, in an account and with a bucket of its own.</summary>
public abstract class S3Test : IAsyncLifetime
{
    private static int buckets;

    protected S3Test(SharedServer shared)
    {
        Server = shared.Server;
        Shared = shared;
        Account = shared.NewAccount();
        S3 = Server.S3(Account);
        Bucket = NewName();
    }

    protected LocalServer Server { get; }

    protected SharedServer Shared { get; }

    protected string Account { get; }

    protected string Bucket { get; }

    protected AmazonS3Client S3 { get; }

    public virtual async ValueTask InitializeAsync() => await S3.PutBucketAsync(Bucket);

    public ValueTask DisposeAsync()
    {
        S3.Dispose();
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    /// <summary>A name that no bucket has.</summary>
    protected static string NewName() => $"bucket-{Interlocked.Increment(ref buckets)}";

    protected Task<PutObjectResponse> PutAsync(string key, string text = "text", Action<PutObjectRequest>? change = null)
        => PutAsync(key, Encoding.UTF8.GetBytes(text), change);

    protected Task<PutObjectResponse> PutAsync(string key, byte[] content, Action<PutObjectRequest>? change = null)
    {
        var request = new PutObjectRequest { BucketName = Bucket, Key = key, InputStream = new MemoryStream(content) };
        change?.Invoke(request);
        return S3.PutObjectAsync(request);
    }

    protected async Task<string> GetAsync(string key, Action<GetObjectRequest>? change = null) => Encoding.UTF8.GetString(await GetBytesAsync(key, change));

    protected async Task<byte[]> GetBytesAsync(string key, Action<GetObjectRequest>? change = null)
    {
        var request = new GetObjectRequest { BucketName = Bucket, Key = key };
        change?.Invoke(request);
        using var response = await S3.GetObjectAsync(request);
        using var bytes = new MemoryStream();
        await response.ResponseStream.CopyToAsync(bytes);
        return bytes.ToArray();
    }

    /// <summary>Demands that a call is refused with this status, code and text (null: any).</summary>
    protected static async Task<AmazonS3Exception> RefusedAsync(int status, string code, string? message, Func<Task> call)
    {
        var refusal = await Assert.ThrowsAnyAsync<AmazonS3Exception>(call);
        Assert.Equal((status, code), ((int)refusal.StatusCode, refusal.ErrorCode));
        if (message is not null) Assert.Equal(message, refusal.Message);
        return refusal;
    }
}
