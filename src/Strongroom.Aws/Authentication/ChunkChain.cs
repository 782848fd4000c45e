using Strongroom.Cryptography;

namespace Strongroom.Aws;

/// <summary>The signatures of a body's chunks and trailer, each made over the one before, the first over the request's own.</summary>
internal sealed class ChunkChain : IDisposable
{
    private readonly KeyMaterial _key;
    private readonly SignatureClaim _claim;
    private readonly byte[] _previous = new byte[Hash.Sha256Length];

    /// <param name="key">The signing key, to own.</param>
    /// <param name="claim">The request, whose signature was right.</param>
    public ChunkChain(KeyMaterial key, SignatureClaim claim)
    {
        (_key, _claim) = (key, claim);
        LowerHex.TryRead(claim.SignatureText.Span, _previous);
    }

    /// <summary>True if that is the next chunk's signature.</summary>
    public bool IsNextChunk(ReadOnlySpan<byte> sha256, ReadOnlySpan<byte> signature)
    {
        Span<byte> nothing = stackalloc byte[Hash.Sha256Length];
        Hash.Sha256([], nothing);
        return IsNext("AWS4-HMAC-SHA256-PAYLOAD\n"u8, nothing, sha256, signature);
    }

    /// <summary>True if that is the trailer's signature.</summary>
    public bool IsTrailer(ReadOnlySpan<byte> sha256, ReadOnlySpan<byte> signature) =>
        IsNext("AWS4-HMAC-SHA256-TRAILER\n"u8, [], sha256, signature);

    /// <summary>Wipes the key.</summary>
    public void Dispose() => _key.Dispose();

    private bool IsNext(ReadOnlySpan<byte> kind, ReadOnlySpan<byte> headers, ReadOnlySpan<byte> sha256, ReadOnlySpan<byte> signature)
    {
        var builder = new Utf8Builder(stackalloc byte[512]);
        try
        {
            builder.Append(kind);
            builder.Append(_claim.TimeText);
            builder.Append((byte)'\n');
            builder.Append(_claim.Scope.Utf8);
            builder.Append((byte)'\n');
            builder.AppendHex(_previous);
            builder.Append((byte)'\n');
            if (!headers.IsEmpty)
            {
                builder.AppendHex(headers);
                builder.Append((byte)'\n');
            }

            builder.AppendHex(sha256);
            using var lease = _key.Borrow();
            Mac.HmacSha256(lease.Bytes, builder.Written, _previous);
            return FixedTime.Equals(_previous, signature);
        }
        finally
        {
            builder.Dispose();
        }
    }
}
