using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using System.Text;
using Microsoft.AspNetCore.Http;
using Strongroom.Cryptography;

namespace Strongroom.Aws;

/// <summary>A body in aws-chunked framing, with or without signatures on its chunks, with or without a trailer.</summary>
/// <remarks>
/// <c>SIZE[;chunk-signature=HEX] CRLF data CRLF</c> again and again, then a chunk of size zero, trailers as <c>name:value CRLF</c>, CRLF,
/// and nothing more. A chunk's bytes are handed out as they arrive, before its signature is known to be right.
/// </remarks>
internal sealed class ChunkedBody : BodyStream
{
    private const int MaxLine = 1024;

    private readonly ChunkChain? _chain;
    private readonly HashStream? _hash;
    private readonly ChunkTrailer? _trailer;
    private readonly byte[] _signature = new byte[Hash.Sha256Length];
    private long _bodyLeft, _chunkLeft;
    private bool _inChunk;

    /// <param name="wire">The framed body.</param>
    /// <param name="length">How many bytes it has without its frames.</param>
    /// <param name="chain">Its signatures, to own; null if chunks have none.</param>
    /// <param name="trailer">What comes behind it; null if nothing does.</param>
    public ChunkedBody(PipeReader wire, long length, ChunkChain? chain, ChunkTrailer? trailer) : base(wire)
    {
        (_bodyLeft, _chain, _trailer) = (length, chain, trailer);
        _hash = chain is null ? null : HashStream.Sha256();
    }

    /// <summary>The length that a framed body says it has.</summary>
    /// <exception cref="FaultException">It does not say it.</exception>
    public static long LengthOf(IHeaderDictionary headers) => headers["X-Amz-Decoded-Content-Length"] is [{ } text]
        && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var length)
            ? length
            : throw BodyFaults.LengthMissing();

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, string> Trailers => _trailer?.Values ?? base.Trailers;

    private protected override async ValueTask<int> ReadSomeAsync(Memory<byte> buffer, CancellationToken cancellation)
    {
        if (!_inChunk)
        {
            await BeginChunkAsync(cancellation);
            if (_chunkLeft == 0)
            {
                await EndAsync(cancellation);
                return 0;
            }
        }

        var count = await TakeAsync(buffer[..(int)Math.Min(buffer.Length, _chunkLeft)], cancellation);
        if (count == 0) throw BodyFaults.Incomplete();
        _hash?.Append(buffer.Span[..count]);
        _chunkLeft -= count;
        if (_chunkLeft == 0)
        {
            CheckChunk();
            if ((await ReadLineAsync(cancellation)).Length > 0) throw BodyFaults.Incomplete();
            _inChunk = false;
        }

        return count;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _chain?.Dispose();
            _hash?.Dispose();
        }

        base.Dispose(disposing);
    }

    private async ValueTask BeginChunkAsync(CancellationToken cancellation)
    {
        var line = await ReadLineAsync(cancellation);
        if (!ChunkHeader.TryParse(line, _chain is not null, out _chunkLeft, _signature)) throw BodyFaults.Incomplete();
        if (_chunkLeft > _bodyLeft) throw BodyFaults.Incomplete();
        _bodyLeft -= _chunkLeft;
        _inChunk = true;
    }

    private void CheckChunk()
    {
        if (_chain is null) return;
        Span<byte> sha256 = stackalloc byte[Hash.Sha256Length];
        _hash!.Finish(sha256);
        if (!_chain.IsNextChunk(sha256, _signature)) throw BodyFaults.WrongSignature();
    }

    /// <summary>Checks the empty chunk, the trailers, the length, and that nothing follows.</summary>
    private async ValueTask EndAsync(CancellationToken cancellation)
    {
        CheckChunk();
        while (await ReadLineAsync(cancellation) is { Length: > 0 } line)
        {
            if (_trailer is null) throw BodyFaults.MalformedTrailer();
            _trailer.Add(line);
        }

        _trailer?.Check(_chain);
        if (_bodyLeft != 0) throw BodyFaults.Incomplete();
        if (await TakeAsync(new byte[1], cancellation) > 0) throw BodyFaults.Incomplete();
    }

    /// <summary>The next line without its CRLF.</summary>
    private async ValueTask<string> ReadLineAsync(CancellationToken cancellation)
    {
        while (true)
        {
            var result = await Wire.ReadAsync(cancellation);
            if (TryTakeLine(result.Buffer, out var line)) return line;
            if (result.IsCompleted || result.Buffer.Length > MaxLine)
            {
                Wire.AdvanceTo(result.Buffer.Start);
                throw BodyFaults.Incomplete();
            }

            Wire.AdvanceTo(result.Buffer.Start, result.Buffer.End);
        }
    }

    private bool TryTakeLine(ReadOnlySequence<byte> buffer, out string line)
    {
        line = "";
        var reader = new SequenceReader<byte>(buffer);
        if (!reader.TryReadTo(out ReadOnlySequence<byte> bytes, "\r\n"u8) || bytes.Length > MaxLine) return false;
        line = Encoding.Latin1.GetString(bytes);
        Wire.AdvanceTo(reader.Position);
        return true;
    }
}
