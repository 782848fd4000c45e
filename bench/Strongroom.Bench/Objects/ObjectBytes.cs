using System.Diagnostics;
using System.Security.Cryptography;
using Microsoft.Extensions.Logging.Abstractions;
using Strongroom.Access;
using Strongroom.Aws;
using Strongroom.Cryptography;
using Strongroom.S3;
using Strongroom.Seams;
using Strongroom.Storage;

namespace Strongroom.Bench.Objects;

/// <summary>
/// The bytes of objects below the operations: hashed, sealed and made durable, beside the same without sealing, and beside copying a file with the
/// same flushes.
/// </summary>
internal static class ObjectBytes
{
    private static readonly ObjectName Name = new("bucket", "key", "version");

    public static async Task RunAsync(string data)
    {
        var folder = Directory.CreateDirectory(Path.Combine(data, "object-bytes")).FullName;
        await using var recordStore = new MemoryRecordStore();
        var records = new Records(recordStore, new Keys());
        await using var store = FileBlobStore.Open(Path.Combine(folder, "blobs"));
        var blobs = new Blobs(store, records, TimeProvider.System);
        using var masterKeys = new MasterKeys(records, new Keys(), TimeProvider.System);
        using var kmsKeys = new KmsKeys(new NoKms(), TimeProvider.System);
        var bytes = new SealedObjectBytes(blobs, new(masterKeys, kmsKeys), NullLogger<SealedObjectBytes>.Instance);
        Console.WriteLine("bytes          sealed put  plain put   copy     sealed get  plain get     (MB/s, best of 3)");
        foreach (var (length, count) in ((long, int)[])[(4096, 400), (1 << 20, 60), (1L << 30, 1)])
        {
            double put = 0, plainPut = 0, copy = 0, get = 0, plainGet = 0;
            for (var round = 0; round < 3; round++)
            {
                put = Math.Max(put, await RateAsync(length, count, () => PutAsync(bytes, records, length)));
                plainPut = Math.Max(plainPut, await RateAsync(length, count, () => PlainPutAsync(blobs, records, length)));
                copy = Math.Max(copy, await RateAsync(length, count, () => CopyAsync(folder, length)));
                var (seal, part) = await PutAsync(bytes, records, length);
                get = Math.Max(get, await RateAsync(length, count, () => GetAsync(bytes, seal, part)));
                var plain = await PlainPutAsync(blobs, records, length);
                plainGet = Math.Max(plainGet, await RateAsync(length, count, () => PlainGetAsync(blobs, plain)));
            }

            Console.WriteLine($"{length,-13:N0}  {put,10:N1}  {plainPut,9:N1}  {copy,7:N1}  {get,10:N1}  {plainGet,9:N1}");
        }

        Console.WriteLine($"most memory: {Process.GetCurrentProcess().PeakWorkingSet64 >> 20} MB");
        Directory.Delete(folder, recursive: true);
    }

    private static async Task<double> RateAsync(long length, int count, Func<Task> act)
    {
        var watch = Stopwatch.StartNew();
        for (var i = 0; i < count; i++) await act();
        return length * count / 1e6 / watch.Elapsed.TotalSeconds;
    }

    private static async Task<(ObjectSeal Seal, ObjectPart Part)> PutAsync(SealedObjectBytes bytes, Records records, long length)
    {
        using var key = await bytes.CreateKeyAsync(NewCall(), Name, new ObjectEncryption.S3(), default);
        await using var source = new Source(length);
        var part = await bytes.WriteAsync(key, 1, source, length, default);
        var changes = new StagedChanges();
        bytes.Keep(changes, [part]);
        await records.CommitAsync(changes);
        return (bytes.Seal(key, Name, length), part);
    }

    private static async Task<BlobId> PlainPutAsync(Blobs blobs, Records records, long length)
    {
        await using var source = new Source(length);
        await using var draft = blobs.Create(length);
        var buffer = new byte[Math.Min(length, 256 << 10)];
        for (int read; (read = await source.ReadAsync(buffer)) > 0;) await draft.WriteAsync(buffer.AsMemory(0, read), default);
        await draft.CompleteAsync(default);
        var changes = new StagedChanges();
        blobs.Keep(changes, draft.Id);
        await records.CommitAsync(changes);
        return draft.Id;
    }

    private static async Task CopyAsync(string folder, long length)
    {
        var path = Path.Combine(folder, "copy");
        await using var source = new Source(length);
        using (var file = File.OpenHandle(path + ".new", FileMode.Create, FileAccess.Write))
        {
            var buffer = new byte[Math.Min(length, 256 << 10)];
            long at = 0;
            for (int read; (read = await source.ReadAsync(buffer)) > 0; at += read) RandomAccess.Write(file, buffer.AsSpan(0, read), at);
            RandomAccess.FlushToDisk(file);
        }

        File.Move(path + ".new", path, overwrite: true);
        OwnedFolder.Sync(folder);
    }

    private static async Task GetAsync(SealedObjectBytes bytes, ObjectSeal seal, ObjectPart part)
    {
        using var key = await bytes.OpenKeyAsync(NewCall(), Name, seal, part.Length, null, default);
        await using var stream = await bytes.ReadAsync(key, [part], 0, part.Length, default);
        await stream.CopyToAsync(Stream.Null);
    }

    private static async Task PlainGetAsync(Blobs blobs, BlobId id)
    {
        using var reader = (await blobs.OpenAsync(id, default))!;
        var buffer = new byte[Math.Min(Math.Max(reader.Length, 1), 256 << 10)];
        for (long at = 0; at < reader.Length; at += buffer.Length) reader.Read(at, buffer);
    }

    private static Call NewCall()
    {
        var (caller, now) = (Caller.Root("000000000000", null), DateTimeOffset.UtcNow);
        return new()
        {
            RequestId = Guid.NewGuid(),
            Caller = caller,
            Region = "us-east-1",
            SourceAddress = "127.0.0.1",
            Time = now,
            Record = new()
            {
                EventId = Guid.NewGuid(),
                EventTime = now,
                EventSource = "s3.amazonaws.com",
                EventName = "PutObject",
                Caller = caller,
                Region = "us-east-1",
                RecipientAccount = "000000000000",
            },
        };
    }

    /// <summary>Bytes that are hashed as they are read, as an upload's are.</summary>
    private sealed class Source(long length) : Stream
    {
        private readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        private long left = length;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length { get; } = length;

        public override long Position { get => Length - left; set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count)
        {
            var read = (int)Math.Min(count, left);
            hash.AppendData(buffer, offset, read);
            left -= read;
            return read;
        }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var read = (int)Math.Min(buffer.Length, left);
            hash.AppendData(buffer.Span[..read]);
            left -= read;
            return new(read);
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            if (disposing) hash.Dispose();
            base.Dispose(disposing);
        }
    }

    private sealed class Keys : IPurposeKeys
    {
        private static readonly KeyMaterial Key = KeyMaterial.Random(32);

        public byte Current => 1;

        public KeyMaterial? Find(byte name) => Key;
    }

    private sealed class NoKms : IDataKeys
    {
        public ValueTask<DataKey> GenerateAsync(Call call, string viaService, string keyId, EncryptionContext context, CancellationToken cancellation)
            => throw new NotSupportedException();

        public ValueTask<KeyMaterial> DecryptAsync(
            Call call, string viaService, ReadOnlyMemory<byte> wrapped, EncryptionContext context, CancellationToken cancellation)
            => throw new NotSupportedException();
    }
}
