using Strongroom.Aws;

namespace Strongroom.S3.Headers;

/// <summary>What a client says of the body that it sends, so that damage on the way is noticed.</summary>
public sealed record BodyClaims
{
    /// <summary>The MD5 in base64.</summary>
    [InHeader("Content-MD5")]
    public string? ContentMd5 { get; init; }

    /// <summary>The algorithm of the checksum that is given or follows.</summary>
    [InHeader("x-amz-sdk-checksum-algorithm")]
    public string? ChecksumAlgorithm { get; init; }

    /// <summary>The names of what follows behind the body.</summary>
    [InHeader("x-amz-trailer")]
    public string? Trailer { get; init; }

    /// <summary>Checksums by their algorithm.</summary>
    [InHeaders("x-amz-checksum-")]
    [NotAudited]
    public IReadOnlyDictionary<string, string> Checksums { get; init; } = new Dictionary<string, string>();

    /// <summary>True if a checksum is given, or announced.</summary>
    public bool NamesChecksum => Checksum.Given(Checksums) is not null || ChecksumAlgorithm is { Length: > 0 }
        || Trailer?.Trim().StartsWith("x-amz-checksum-", StringComparison.OrdinalIgnoreCase) == true;

    /// <summary>The algorithm to compute: of what is claimed, or CRC-64/NVME as S3 does by itself.</summary>
    /// <exception cref="FaultException">InvalidRequest, InvalidDigest.</exception>
    public ChecksumAlgorithm AlgorithmOf()
    {
        if (ContentMd5 is not null && !Checksum.IsBase64(ContentMd5, 16))
            throw new FaultException("InvalidDigest", "The Content-MD5 you specified is not valid.") { Details = S3Faults.Detail("Content-MD5", ContentMd5) };
        if (Checksum.Given(Checksums) is { } given) return given.Algorithm;
        const string Prefix = "x-amz-checksum-";
        if (Trailer is not null && Trailer.Trim().StartsWith(Prefix, StringComparison.OrdinalIgnoreCase))
            return Checksum.ParseAlgorithm(Trailer.Trim()[Prefix.Length..])!.Value;
        return Checksum.ParseAlgorithm(ChecksumAlgorithm) ?? S3.ChecksumAlgorithm.CRC64NVME;
    }

    /// <summary>Refuses bytes that are not those that the client meant.</summary>
    /// <param name="written">What came.</param>
    /// <param name="trailers">What came behind it.</param>
    /// <exception cref="FaultException">BadDigest.</exception>
    public void Demand(WrittenBytes written, IReadOnlyDictionary<string, string> trailers)
    {
        if (ContentMd5 is not null && ContentMd5 != Convert.ToBase64String(written.Md5))
        {
            throw new FaultException("BadDigest", "The Content-MD5 you specified did not match what we received.")
            {
                Details = new Dictionary<string, object?> { ["ExpectedDigest"] = ContentMd5, ["CalculatedDigest"] = Convert.ToBase64String(written.Md5) },
            };
        }

        var claimed = Checksum.Given(Checksums) ?? Checksum.Given(trailers.ToDictionary(
            static pair => pair.Key.StartsWith("x-amz-checksum-", StringComparison.Ordinal) ? pair.Key["x-amz-checksum-".Length..] : pair.Key,
            static pair => pair.Value));
        if (claimed is not null && claimed.Value != (written.Claimed ?? written.Checksum).Value)
            throw new FaultException("BadDigest", $"The {claimed.Algorithm} you specified did not match the calculated checksum.");
    }

    /// <summary>Checks a body that was read whole, such as a list of objects to be deleted.</summary>
    /// <exception cref="FaultException">BadDigest, InvalidRequest.</exception>
    public void Demand(ReadOnlySpan<byte> body)
    {
        var md5 = new byte[16];
        Cryptography.Hash.Md5(body, md5);
        using var checksum = RunningChecksum.Of(AlgorithmOf());
        checksum.Append(body);
        Demand(new WrittenBytes(new(1, body.Length, "", []), md5, new(AlgorithmOf(), Convert.ToBase64String(checksum.Finish()))), new Dictionary<string, string>());
    }
}
