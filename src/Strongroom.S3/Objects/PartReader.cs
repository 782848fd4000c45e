using System.Buffers;
using Strongroom.Cryptography;
using Strongroom.Storage;

namespace Strongroom.S3;

/// <summary>A part open for reading at random: only the chunks that a range touches are read and opened.</summary>
internal sealed class PartReader : IDisposable
{
    private readonly ObjectPart part;
    private readonly IBlobReader blob;
    private readonly BoxOpener opener;

    private PartReader(ObjectPart part, IBlobReader blob, BoxOpener opener) => (this.part, this.blob, this.opener) = (part, blob, opener);

    /// <exception cref="DamagedObjectException">The part is missing, has another length, or is not the object's.</exception>
    public static async ValueTask<PartReader> OpenAsync(Blobs blobs, OpenObjectKey key, ObjectPart part, CancellationToken cancellation)
    {
        if (!BlobId.TryParse(part.Blob, out var id)) throw Damaged(part, "has no name of a blob");
        var blob = await blobs.OpenAsync(id, cancellation) ?? throw Damaged(part, "is missing");
        BoxOpener? opener = null;
        try
        {
            if (part.Length < 0 || blob.Length != BoxLayout.SealedLength(part.Length)) throw Damaged(part, "has another length than was written");
            opener = OpenerOf(key, part.Number, id, blob);
            if (!opener.IsCommitted || !PartSeal.Fits(part.Seal, opener.Commitment)) throw Damaged(part, "is not the one that was written here");
            return new(part, blob, opener);
        }
        catch
        {
            opener?.Dispose();
            blob.Dispose();
            throw;
        }
    }

    /// <summary>Opens the chunks that hold <paramref name="from"/> to <paramref name="to"/>, as many as fit into the buffer.</summary>
    /// <returns>The plaintext from <paramref name="from"/> on, inside the buffer.</returns>
    /// <exception cref="DamagedObjectException">A chunk is not what was written.</exception>
    public ReadOnlyMemory<byte> Read(long from, long to, PlaintextBuffer buffer)
    {
        var first = from / BoxLayout.ChunkLength;
        var most = buffer.Memory.Length / BoxLayout.ChunkLength;
        var chunks = (int)Math.Min(most, (to + BoxLayout.ChunkLength - 1) / BoxLayout.ChunkLength - first);
        // An empty part has one empty chunk, which tells that it is whole.
        if (chunks <= 0) chunks = 1;
        var begin = BoxLayout.OffsetOf(first);
        var length = (int)(Math.Min(BoxLayout.OffsetOf(first + chunks), blob.Length) - begin);
        var @sealed = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            var plain = (int)(Math.Min((first + chunks) * BoxLayout.ChunkLength, part.Length) - first * BoxLayout.ChunkLength);
            // The chunk behind a part's last whole one is empty: it is read with that one.
            if (plain == chunks * BoxLayout.ChunkLength && first * BoxLayout.ChunkLength + plain == part.Length)
                length = Math.Min(length + BoxLayout.SealedChunkLength - BoxLayout.ChunkLength, (int)(blob.Length - begin));
            if (blob.Read(begin, @sealed.AsSpan(0, length)) != length) throw Damaged(part, "ends too early");
            if (!opener.TryOpen(first, @sealed.AsSpan(0, length), buffer.Memory.Span[..plain])) throw Damaged(part, $"was changed at byte {first * BoxLayout.ChunkLength} or behind");
            buffer.Filled = plain;
            var skip = (int)(from - first * BoxLayout.ChunkLength);
            return buffer.Content[skip..(int)Math.Min(plain, skip + (to - from))];
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(@sealed);
        }
    }

    public void Dispose()
    {
        opener.Dispose();
        blob.Dispose();
    }

    private static BoxOpener OpenerOf(OpenObjectKey key, int number, BlobId id, IBlobReader blob)
    {
        Span<byte> context = stackalloc byte[PartSeal.ContextLength], header = stackalloc byte[BoxLayout.HeaderLength];
        PartSeal.WriteContext(context, number, id);
        header = header[..blob.Read(0, header)];
        if (header.Length < BoxLayout.HeaderLength) header = new byte[BoxLayout.HeaderLength];
        using var lease = key.Material.Borrow();
        return new(lease.Bytes, (ReadOnlySpan<byte>)context, header);
    }

    private static DamagedObjectException Damaged(ObjectPart part, string reason) => new($"Part {part.Number} (blob {part.Blob}) {reason}.");
}
