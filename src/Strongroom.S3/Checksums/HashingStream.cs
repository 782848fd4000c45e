using Strongroom.Cryptography;

namespace Strongroom.S3;

/// <summary>A stream that hashes what is read through it: the MD5 for the entity tag, and a checksum.</summary>
internal sealed class HashingStream(Stream inner, ChecksumAlgorithm algorithm, ChecksumAlgorithm? claimed = null) : Stream
{
    private readonly HashStream md5 = HashStream.Md5();
    private readonly RunningChecksum checksum = RunningChecksum.Of(algorithm);
    private readonly RunningChecksum? second = claimed is { } other ? RunningChecksum.Of(other) : null;

    /// <summary>Bytes read so far.</summary>
    public long Count { get; private set; }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    /// <summary>The MD5 of all that was read.</summary>
    public byte[] FinishMd5()
    {
        var hash = new byte[Hash.Md5Length];
        md5.Finish(hash);
        return hash;
    }

    /// <summary>The checksum of all that was read.</summary>
    public Checksum FinishChecksum() => new(algorithm, Convert.ToBase64String(checksum.Finish()));

    /// <summary>The second checksum of all that was read; null where none was asked for.</summary>
    public Checksum? FinishClaimed() => second is null ? null : new(claimed!.Value, Convert.ToBase64String(second.Finish()));

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = await inner.ReadAsync(buffer, cancellationToken);
        md5.Append(buffer.Span[..read]);
        checksum.Append(buffer.Span[..read]);
        second?.Append(buffer.Span[..read]);
        Count += read;
        return read;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
        => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            md5.Dispose();
            checksum.Dispose();
            second?.Dispose();
        }

        base.Dispose(disposing);
    }
}
