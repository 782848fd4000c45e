using Microsoft.Extensions.Logging;
using Strongroom.Access;
using Strongroom.Aws;
using Strongroom.Cryptography;
using Strongroom.Seams;
using Strongroom.Storage;

namespace Strongroom.S3.Tests;

/// <summary>Everything below the operations of S3: blobs on disk, records in memory, and a KMS that is played.</summary>
internal sealed class BytesWorld : IAsyncDisposable
{
    private readonly MemoryRecordStore recordStore = new();
    private readonly KmsKeys kmsKeys;

    public BytesWorld(IBlobStore? store = null)
    {
        Store = store ?? FileBlobStore.Open(Path.Combine(Folder, "blobs"));
        Records = new(recordStore, new RootKeys());
        Blobs = new(Store, Records, Clock);
        MasterKeys = new(Records, new RootKeys(), Clock);
        kmsKeys = new(Kms, Clock);
        Bytes = new(Blobs, new(MasterKeys, kmsKeys), Log);
    }

    public string Folder { get; } = Directory.CreateTempSubdirectory("strongroom-").FullName;

    public Testing.TestClock Clock { get; } = new();

    public IBlobStore Store { get; }

    public Records Records { get; }

    public Blobs Blobs { get; }

    public MasterKeys MasterKeys { get; }

    public PlayedKms Kms { get; } = new();

    public Journal Log { get; } = new();

    public SealedObjectBytes Bytes { get; }

    public static ObjectName Name { get; } = new("bucket", "a/key é", "v1");

    public static ObjectEncryption S3 { get; } = new ObjectEncryption.S3();

    public async Task<(ObjectSeal Seal, ObjectPart Part)> PutAsync(byte[] content, ObjectEncryption? encryption = null, ObjectName? name = null)
    {
        using var key = await Bytes.CreateKeyAsync(NewCall(), name ?? Name, encryption ?? S3, default);
        var part = await Bytes.WriteAsync(key, 1, new MemoryStream(content), content.Length, default);
        await KeepAsync(part);
        return (Bytes.Seal(key, name ?? Name, content.Length), part);
    }

    public async Task<byte[]> GetAsync(ObjectSeal seal, IReadOnlyList<ObjectPart> parts, long? offset = null, long? length = null,
        KeyMaterial? customerKey = null, ObjectName? name = null, Call? call = null)
    {
        var whole = parts.Sum(static part => part.Length);
        using var key = await Bytes.OpenKeyAsync(call ?? NewCall(), name ?? Name, seal, whole, customerKey, default);
        await using var stream = await Bytes.ReadAsync(key, parts, offset ?? 0, length ?? whole, default);
        using var read = new MemoryStream();
        await stream.CopyToAsync(read);
        return read.ToArray();
    }

    public async Task KeepAsync(params ObjectPart[] parts)
    {
        var changes = new StagedChanges();
        Bytes.Keep(changes, parts);
        Assert.True((await Records.CommitAsync(changes)).Committed);
    }

    public Call NewCall(string user = "root") => new()
    {
        RequestId = Guid.NewGuid(),
        Caller = Caller.Root("111122223333", null) with { Arn = $"arn:aws:iam::111122223333:{user}" },
        Region = "us-east-1",
        SourceAddress = "127.0.0.1",
        Time = Clock.GetUtcNow(),
        Record = new()
        {
            EventId = Guid.NewGuid(),
            EventTime = Clock.GetUtcNow(),
            EventSource = "s3.amazonaws.com",
            EventName = "PutObject",
            Caller = Caller.Root("111122223333", null),
            Region = "us-east-1",
            RecipientAccount = "111122223333",
        },
    };

    public static byte[] Random(int length)
    {
        var bytes = new byte[length];
        RandomBytes.Fill(bytes);
        return bytes;
    }

    public async ValueTask DisposeAsync()
    {
        MasterKeys.Dispose();
        kmsKeys.Dispose();
        await Store.DisposeAsync();
        await recordStore.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
    }

    private sealed class RootKeys : IPurposeKeys
    {
        private static readonly KeyMaterial Key = KeyMaterial.CopyOf([.. Enumerable.Range(0, 32).Select(static i => (byte)i)]);

        public byte Current => 1;

        public KeyMaterial? Find(byte name) => name == 1 ? Key : null;
    }

    /// <summary>Hands out data keys, and refuses while it is disabled.</summary>
    internal sealed class PlayedKms : IDataKeys
    {
        private readonly Dictionary<string, (byte[] Key, EncryptionContext Context)> made = [];

        public List<(string Operation, EncryptionContext Context)> Asked { get; } = [];

        public FaultException? Refusal { get; set; }

        /// <summary>Knows a data key that was made elsewhere.</summary>
        public void Learn(byte[] wrapped, byte[] key, EncryptionContext context) => made.Add(Convert.ToHexString(wrapped), (key, context));

        public ValueTask<DataKey> GenerateAsync(Call call, string viaService, string keyId, EncryptionContext context, CancellationToken cancellation)
        {
            Assert.Equal("s3", viaService);
            Asked.Add(("GenerateDataKey", context));
            if (Refusal is not null) throw Refusal;
            var (key, wrapped) = (Random(32), Random(150));
            made.Add(Convert.ToHexString(wrapped), (key, context));
            return new(new DataKey($"arn:aws:kms:us-east-1:111122223333:{keyId}", KeyMaterial.CopyOf(key), wrapped));
        }

        public ValueTask<KeyMaterial> DecryptAsync(
            Call call, string viaService, ReadOnlyMemory<byte> wrapped, EncryptionContext context, CancellationToken cancellation)
        {
            Asked.Add(("Decrypt", context));
            if (Refusal is not null) throw Refusal;
            var (key, bound) = made[Convert.ToHexString(wrapped.Span)];
            return context.Canonical.Span.SequenceEqual(bound.Canonical.Span)
                ? new(KeyMaterial.CopyOf(key)) : throw new FaultException("InvalidCiphertextException", null);
        }
    }

    /// <summary>What was logged.</summary>
    internal sealed class Journal : ILogger<SealedObjectBytes>
    {
        public List<string> Lines { get; } = [];

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            lock (Lines) Lines.Add(formatter(state, exception));
        }
    }
}
