using Strongroom.Aws;
using Strongroom.Cryptography;
using Strongroom.S3.Headers;

namespace Strongroom.S3;

/// <summary>What the bytes of an upload came to.</summary>
/// <param name="Part">Where they are.</param>
/// <param name="Md5">Their MD5.</param>
/// <param name="Checksum">Their checksum.</param>
/// <param name="Claimed">Their checksum by the algorithm that the client chose for the way, where that is another.</param>
public sealed record WrittenBytes(ObjectPart Part, byte[] Md5, Checksum Checksum, Checksum? Claimed = null)
{
    /// <summary>The entity tag of an object or part with these bytes: AWS's MD5 only where the encryption is S3's own, else it would tell of equal contents.</summary>
    public string ETag(ServerSideEncryption algorithm)
    {
        if (algorithm == ServerSideEncryption.S3) return Convert.ToHexStringLower(Md5);
        Span<byte> random = stackalloc byte[16];
        RandomBytes.Fill(random);
        return Convert.ToHexStringLower(random);
    }
}

/// <summary>Takes in the bytes of uploads: checks everything that a client said of them while they are sealed.</summary>
public sealed class ObjectWriter(IObjectBytes bytes)
{
    /// <summary>The most bytes of one upload: 5 GiB.</summary>
    public const long MostBytes = 5L << 30;

    /// <summary>Refuses an upload that is too large, before it is read.</summary>
    /// <exception cref="FaultException">EntityTooLarge.</exception>
    public static void DemandSize(long length)
    {
        if (length <= MostBytes) return;
        throw new FaultException("EntityTooLarge", "Your proposed upload exceeds the maximum allowed size")
        {
            Details = new Dictionary<string, object?> { ["ProposedSize"] = length, ["MaxSizeAllowed"] = MostBytes },
        };
    }

    /// <summary>Stores bytes as a part, unless they are not what the client says.</summary>
    /// <param name="key">The object's key.</param>
    /// <param name="number">The part's number.</param>
    /// <param name="source">The bytes.</param>
    /// <param name="length">How many there must be.</param>
    /// <param name="algorithm">The checksum to compute.</param>
    /// <param name="check">Refuses by throwing; then nothing is kept.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <param name="claimed">A second checksum to compute: what the client sends, where that is not the one that is kept.</param>
    public async ValueTask<WrittenBytes> WriteAsync(
        ObjectKey key, int number, Stream source, long length, ChecksumAlgorithm algorithm, Action<WrittenBytes>? check, CancellationToken cancellation,
        ChecksumAlgorithm? claimed = null)
    {
        await using var hashing = new HashingStream(source, algorithm, claimed == algorithm ? null : claimed);
        var part = await bytes.WriteAsync(key, number, hashing, length, cancellation);
        var written = new WrittenBytes(part, hashing.FinishMd5(), hashing.FinishChecksum(), hashing.FinishClaimed());
        if (hashing.Count != length) throw new FaultException("IncompleteBody", "You did not provide the number of bytes specified by the Content-Length HTTP header");
        check?.Invoke(written);
        return written;
    }
}
