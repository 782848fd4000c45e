using Strongroom.Storage;

namespace Strongroom.S3;

/// <summary>
/// A range of an object's plaintext. Every byte was authenticated before it is handed out; while one piece is sent the next is opened.
/// </summary>
internal sealed class ObjectStream : Stream
{
    private readonly Blobs blobs;
    private readonly OpenObjectKey key;
    private readonly IReadOnlyList<ObjectPart> parts;
    private readonly Action<DamagedObjectException> report;
    private readonly IDisposable reading;
    private readonly int pieceLength;
    private PlaintextBuffer? current, spare;
    private ReadOnlyMemory<byte> rest;
    private Task<ReadOnlyMemory<byte>>? next;
    private PartReader? reader;
    private int part = -1;
    private long offset, left, partLeft;

    private ObjectStream(Blobs blobs, OpenObjectKey key, IReadOnlyList<ObjectPart> parts, long offset, long length, Action<DamagedObjectException> report)
    {
        (this.blobs, this.key, this.parts, this.offset, left, this.report, Length) = (blobs, key, parts, offset, length, report, length);
        pieceLength = (int)Math.Min(PartWriter.PieceLength, (length / Cryptography.BoxLayout.ChunkLength + 2) * Cryptography.BoxLayout.ChunkLength);
        reading = blobs.BeginReading();
    }

    /// <summary>Opens a range, and reads and checks its first piece.</summary>
    /// <exception cref="DamagedObjectException"/>
    public static async ValueTask<ObjectStream> OpenAsync(Blobs blobs, OpenObjectKey key, IReadOnlyList<ObjectPart> parts, long offset, long length,
        Action<DamagedObjectException> report, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        if (offset + length > parts.Sum(static part => part.Length)) throw new ArgumentOutOfRangeException(nameof(length), "The range ends behind the object.");
        var stream = new ObjectStream(blobs, key, parts, offset, length, report);
        try
        {
            stream.current = new(stream.pieceLength);
            stream.rest = await stream.ReadPieceAsync(stream.current, cancellation);
            return stream;
        }
        catch
        {
            await stream.DisposeAsync();
            throw;
        }
    }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length { get; }

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (rest.IsEmpty && !await AdvanceAsync(cancellationToken)) return 0;
        var copied = Math.Min(rest.Length, buffer.Length);
        rest[..copied].CopyTo(buffer);
        rest = rest[copied..];
        return copied;
    }

    public override async Task CopyToAsync(Stream destination, int bufferSize, CancellationToken cancellationToken)
    {
        while (!rest.IsEmpty || await AdvanceAsync(cancellationToken))
        {
            Prefetch(cancellationToken);
            await destination.WriteAsync(rest, cancellationToken);
            rest = default;
        }
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => ReadAsync(buffer.AsMemory(offset, count)).AsTask().GetAwaiter().GetResult();

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override async ValueTask DisposeAsync()
    {
        if (next is not null) await next.ContinueWith(static _ => { }, TaskScheduler.Default);
        await base.DisposeAsync();
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            next?.ContinueWith(static _ => { }, TaskScheduler.Default).Wait();
            current?.Dispose();
            spare?.Dispose();
            reader?.Dispose();
            reading.Dispose();
            (current, spare, reader, next, rest) = (null, null, null, null, default);
        }

        base.Dispose(disposing);
    }

    private async ValueTask<bool> AdvanceAsync(CancellationToken cancellation)
    {
        if (next is null && left == 0) return false;
        Prefetch(cancellation);
        var piece = await next!;
        next = null;
        (current, spare) = (spare, current);
        rest = piece;
        Prefetch(cancellation);
        return true;
    }

    private void Prefetch(CancellationToken cancellation)
    {
        if (next is not null || left == 0) return;
        spare ??= new(pieceLength);
        next = Task.Run(async () => await ReadPieceAsync(spare, cancellation), CancellationToken.None);
    }

    // The next bytes of the range: at most a buffer full, and never of two parts at once.
    private async ValueTask<ReadOnlyMemory<byte>> ReadPieceAsync(PlaintextBuffer buffer, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        try
        {
            while (part < 0 || (partLeft == 0 && left > 0)) await EnterAsync(cancellation);
            if (reader is null) return default;
            var piece = reader.Read(offset, offset + partLeft, buffer);
            offset += piece.Length;
            partLeft -= piece.Length;
            left -= piece.Length;
            return piece;
        }
        catch (DamagedObjectException damage)
        {
            report(damage);
            throw;
        }
    }

    // Opens the part in which the range begins or goes on.
    private async ValueTask EnterAsync(CancellationToken cancellation)
    {
        reader?.Dispose();
        reader = null;
        if (part >= 0) offset = 0;
        for (part++; part < parts.Count && (left > 0 ? offset >= parts[part].Length : offset > parts[part].Length); part++) offset -= parts[part].Length;
        if (part >= parts.Count) return;
        reader = await PartReader.OpenAsync(blobs, key, parts[part], cancellation);
        partLeft = Math.Min(left, parts[part].Length - offset);
    }
}
