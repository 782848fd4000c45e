using System.Buffers;
using System.Threading.Channels;
using Strongroom.Cryptography;
using Strongroom.Storage;

namespace Strongroom.S3;

/// <summary>
/// Seals a stream into a blob. Of a large one the next piece is read, and hashed by whoever hashes in the stream, while the one before is sealed.
/// </summary>
internal sealed class PartWriter(Blobs blobs)
{
    /// <summary>Bytes that are read, sealed and written at a time.</summary>
    public const int PieceLength = 16 * BoxLayout.ChunkLength;

    private const int PiecesAhead = 2;

    public async ValueTask<ObjectPart> WriteAsync(OpenObjectKey key, int number, Stream plaintext, long? length, CancellationToken cancellation)
    {
        // A byte more than is expected, so that the end of the stream shows in the first read.
        using var first = new PlaintextBuffer(length < PieceLength ? (int)length + 1 : PieceLength);
        await FillAsync(plaintext, first, cancellation);
        var isWhole = first.Filled < first.Memory.Length;
        await using var draft = blobs.Create(isWhole ? BoxLayout.SealedLength(first.Filled) : length is { } known ? BoxLayout.SealedLength(known) : null);
        using var sealer = SealerOf(key, number, draft.Id);
        var writing = new Writing(draft, sealer);
        if (isWhole) await writing.WriteAsync(first.Content, last: true, cancellation);
        else await WriteLongAsync(plaintext, first, writing, cancellation);
        await draft.CompleteAsync(cancellation);
        return new(number, writing.Length, draft.Id.ToString(), PartSeal.Of(sealer.Commitment.Span));
    }

    private static async Task WriteLongAsync(Stream plaintext, PlaintextBuffer first, Writing writing, CancellationToken cancellation)
    {
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var ahead = Channel.CreateBounded<PlaintextBuffer>(new BoundedChannelOptions(PiecesAhead) { SingleReader = true, SingleWriter = true });
        var reading = Task.Run(() => ReadAheadAsync(plaintext, ahead.Writer, stopping.Token), CancellationToken.None);
        try
        {
            await writing.WriteAsync(first.Content, last: false, cancellation);
            await foreach (var piece in ahead.Reader.ReadAllAsync(cancellation))
            {
                using (piece) await writing.WriteAsync(piece.Content, piece.Filled < PieceLength, cancellation);
            }
        }
        finally
        {
            await stopping.CancelAsync();
            await reading;
            while (ahead.Reader.TryRead(out var left)) left.Dispose();
        }
    }

    // Ends with a piece that is not full, perhaps empty. A failure reaches whoever reads the channel.
    private static async Task ReadAheadAsync(Stream plaintext, ChannelWriter<PlaintextBuffer> ahead, CancellationToken cancellation)
    {
        Exception? failure = null;
        try
        {
            for (var isLast = false; !isLast;)
            {
                var piece = new PlaintextBuffer(PieceLength);
                try
                {
                    await FillAsync(plaintext, piece, cancellation);
                    isLast = piece.Filled < PieceLength;
                    await ahead.WriteAsync(piece, cancellation);
                }
                catch
                {
                    piece.Dispose();
                    throw;
                }
            }
        }
#pragma warning disable CA1031 // It is thrown again on the other side of the channel.
        catch (Exception error)
#pragma warning restore CA1031
        {
            failure = error;
        }

        ahead.Complete(failure);
    }

    private static async ValueTask FillAsync(Stream plaintext, PlaintextBuffer piece, CancellationToken cancellation) =>
        piece.Filled = await plaintext.ReadAtLeastAsync(piece.Memory, piece.Memory.Length, throwOnEndOfStream: false, cancellation);

    private static BoxSealer SealerOf(OpenObjectKey key, int number, BlobId blob)
    {
        Span<byte> context = stackalloc byte[PartSeal.ContextLength];
        PartSeal.WriteContext(context, number, blob);
        using var lease = key.Material.Borrow();
        return new(lease.Bytes, (ReadOnlySpan<byte>)context);
    }

    private sealed class Writing(BlobDraft draft, BoxSealer sealer)
    {
        private bool begun;

        public long Length { get; private set; }

        public async ValueTask WriteAsync(ReadOnlyMemory<byte> plaintext, bool last, CancellationToken cancellation)
        {
            var before = begun ? 0 : BoxLayout.HeaderLength;
            var buffer = ArrayPool<byte>.Shared.Rent((int)BoxLayout.SealedLength(plaintext.Length));
            try
            {
                if (!begun) sealer.Header.CopyTo(buffer);
                var written = before + sealer.Seal(plaintext.Span, last, buffer.AsSpan(before));
                await draft.WriteAsync(buffer.AsMemory(0, written), cancellation);
            }
            finally
            {
                ArrayPool<byte>.Shared.Return(buffer);
            }

            begun = true;
            Length += plaintext.Length;
        }
    }
}
