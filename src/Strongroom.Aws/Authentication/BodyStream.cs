using System.Buffers;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;

namespace Strongroom.Aws;

/// <summary>
/// A body as its caller meant it, read while it arrives. It ends only if everything that was signed about it holds: until a read has
/// returned zero, nothing of it may have any effect.
/// </summary>
/// <remarks>If something does not hold, a read throws <see cref="FaultException"/>, as do all after it. For one reader at a time.</remarks>
public abstract class BodyStream(PipeReader wire) : Stream
{
    private FaultException? _failure;
    private bool _ended;

    /// <summary>The body of a request without a signature: aws-chunked where it says so, with a checksum behind.</summary>
    /// <exception cref="FaultException">It says that it is signed.</exception>
    internal static BodyStream Unsigned(IHeaderDictionary headers, PipeReader wire)
    {
        var kind = Payload.TryParse(headers["X-Amz-Content-Sha256"].ToString(), out var payload) ? payload.Value.Kind : PayloadKind.Unsigned;
        if (kind is PayloadKind.SignedChunks or PayloadKind.SignedChunksAndTrailer) throw Refusals.NoMatchAtAll.ToFault(WireProtocol.RestXml);
        if (kind is not PayloadKind.UnsignedChunksAndTrailer)
            return new PlainBody(wire, kind is PayloadKind.Hashed ? payload!.Value.Text : null);
        return new ChunkedBody(wire, ChunkedBody.LengthOf(headers), null, new ChunkTrailer(headers["X-Amz-Trailer"].ToString()));
    }

    /// <summary>What came behind the body, by lower-case name; complete once it has ended.</summary>
    public virtual IReadOnlyDictionary<string, string> Trailers { get; } = new Dictionary<string, string>();

    /// <summary>True once some of it was asked for: only then is a client that waits for "100 Continue" told to send it.</summary>
    internal bool HasBegun { get; private set; }

    /// <inheritdoc/>
    public sealed override bool CanRead => true;

    /// <inheritdoc/>
    public sealed override bool CanSeek => false;

    /// <inheritdoc/>
    public sealed override bool CanWrite => false;

    /// <inheritdoc/>
    public sealed override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public sealed override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    /// <summary>The body as it is framed on the wire.</summary>
    protected PipeReader Wire => wire;

    /// <inheritdoc/>
    public sealed override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_failure is not null) throw new FaultException(_failure.Code, _failure.Text) { Status = _failure.Status };
        if (_ended || buffer.IsEmpty) return 0;
        HasBegun = true;
        try
        {
            var count = await ReadSomeAsync(buffer, cancellationToken);
            _ended = count == 0;
            return count;
        }
        catch (FaultException failure)
        {
            _failure = failure;
            throw;
        }
    }

    /// <inheritdoc/>
    public sealed override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <summary>Not offered: bodies come from the network.</summary>
    public sealed override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    public sealed override void Flush() { }

    /// <summary>Not offered.</summary>
    public sealed override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <summary>Not offered.</summary>
    public sealed override void SetLength(long value) => throw new NotSupportedException();

    /// <summary>Not offered.</summary>
    public sealed override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <summary>Reads at least one byte; or zero at the end, having checked all.</summary>
    private protected abstract ValueTask<int> ReadSomeAsync(Memory<byte> buffer, CancellationToken cancellation);

    /// <summary>Moves what has arrived, at most so much; zero at the end of the wire.</summary>
    private protected async ValueTask<int> TakeAsync(Memory<byte> buffer, CancellationToken cancellation)
    {
        var result = await wire.ReadAsync(cancellation);
        var count = (int)Math.Min(result.Buffer.Length, buffer.Length);
        var available = result.Buffer.Slice(0, count);
        available.CopyTo(buffer.Span);
        wire.AdvanceTo(available.End);   // from here on the segments belong to the pipe again, their lengths included
        return count;
    }
}
