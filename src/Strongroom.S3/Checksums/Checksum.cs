using System.Buffers.Text;
using Strongroom.Aws;

namespace Strongroom.S3;

/// <summary>The checksum of an object or a part.</summary>
/// <param name="Algorithm">Its algorithm.</param>
/// <param name="Value">In base64; of a multipart object's parts together with <c>-</c> and their number behind, where composite.</param>
/// <param name="IsComposite">Of the parts' checksums, not of the whole.</param>
public sealed record Checksum(ChecksumAlgorithm Algorithm, string Value, bool IsComposite = false)
{
    private const string Prefix = "x-amz-checksum-";

    /// <summary><c>FULL_OBJECT</c> or <c>COMPOSITE</c>.</summary>
    public string Type => IsComposite ? "COMPOSITE" : "FULL_OBJECT";

    /// <summary>As headers behind <c>x-amz-checksum-</c>; none for null.</summary>
    public static IReadOnlyDictionary<string, string> Headers(Checksum? checksum) => checksum is null
        ? new Dictionary<string, string>()
        : new Dictionary<string, string> { [checksum.Algorithm.ToString().ToLowerInvariant()] = checksum.Value, ["type"] = checksum.Type };

    /// <summary>As elements behind <c>Checksum</c>; none for null.</summary>
    public static IReadOnlyDictionary<string, string> Elements(Checksum? checksum) => checksum is null
        ? new Dictionary<string, string>()
        : new Dictionary<string, string> { [checksum.Algorithm.ToString()] = checksum.Value };

    /// <summary>The one checksum among headers or elements, by the names behind their prefix; null for none.</summary>
    /// <exception cref="FaultException">InvalidRequest where there are several, or one that is no checksum.</exception>
    public static Checksum? Given(IReadOnlyDictionary<string, string> values)
    {
        Checksum? given = null;
        foreach (var (name, value) in values)
        {
            if (!Enum.TryParse<ChecksumAlgorithm>(name, ignoreCase: true, out var algorithm) || char.IsAsciiDigit(name[0])) continue;
            if (given is not null) throw S3Faults.InvalidRequest("Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.");
            given = new(algorithm, value, value.Contains('-', StringComparison.Ordinal));
            if (!given.IsComposite && !IsBase64(value, LengthOf(algorithm)))
                throw S3Faults.InvalidRequest($"Value for {Prefix}{name.ToLowerInvariant()} header is invalid.");
        }

        return given;
    }

    /// <summary>The algorithm of that name in a header such as <c>x-amz-sdk-checksum-algorithm</c>; null for none.</summary>
    /// <exception cref="FaultException">InvalidRequest.</exception>
    public static ChecksumAlgorithm? ParseAlgorithm(string? name) => name switch
    {
        null or "" => null,
        _ when Enum.TryParse<ChecksumAlgorithm>(name, ignoreCase: true, out var algorithm) && !char.IsAsciiDigit(name[0]) => algorithm,
        _ => throw S3Faults.InvalidRequest("Checksum algorithm provided is unsupported. Please try again with any of the valid types: [CRC32, CRC32C, CRC64NVME, SHA1, SHA256]"),
    };

    /// <summary>Bytes of a checksum.</summary>
    public static int LengthOf(ChecksumAlgorithm algorithm) => algorithm switch
    {
        ChecksumAlgorithm.CRC32 or ChecksumAlgorithm.CRC32C => 4,
        ChecksumAlgorithm.CRC64NVME or ChecksumAlgorithm.XXHASH64 or ChecksumAlgorithm.XXHASH3 => 8,
        ChecksumAlgorithm.MD5 or ChecksumAlgorithm.XXHASH128 => 16,
        ChecksumAlgorithm.SHA1 => 20,
        ChecksumAlgorithm.SHA256 => 32,
        _ => 64,
    };

    /// <summary>True if a text is base64 of so many bytes.</summary>
    public static bool IsBase64(string text, int length) => Base64.IsValid(text, out var decoded) && decoded == length;
}
