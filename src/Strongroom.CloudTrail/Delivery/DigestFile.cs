using System.Globalization;
using System.Text;
using System.Text.Json;
using Strongroom.Cryptography;
using Strongroom.Seams;

namespace Strongroom.CloudTrail;

/// <summary>Makes a digest: the log files of an hour with their hashes, chained to the digest before and signed.</summary>
/// <remarks>User Guide, "CloudTrail digest file structure" and "Custom implementations of CloudTrail log file integrity validation".</remarks>
internal static class DigestFile
{
    private const string Algorithm = "SHA256withRSA", HashAlgorithm = "SHA-256";

    public static (DeliveredDigest Digest, DeliveredObject Object) Make(
        Trail trail, string region, DigestChain chain, DateTimeOffset end, DigestKey key, PrivateKey signer)
    {
        var name = string.Create(CultureInfo.InvariantCulture,
            $"{trail.Root}/CloudTrail-Digest/{region}/{end.UtcDateTime:yyyy/MM/dd}/{trail.Account}_CloudTrail-Digest_{region}_{trail.Name}_{trail.HomeRegion}_{end.UtcDateTime:yyyyMMdd'T'HHmmss'Z'}.json.gz");
        var content = Write(trail, name, chain, end, key);
        var hash = Compressed.HashOf(content);
        var toSign = $"{Text(end)}\n{trail.BucketName}/{name}\n{hash}\n{chain.Previous?.Signature ?? "null"}";
        var signature = Convert.ToHexStringLower(
            signer.Sign(SigningAlgorithm.Find("RSASSA_PKCS1_V1_5_SHA_256")!, Encoding.UTF8.GetBytes(toSign), isDigest: false));
        var metadata = new Dictionary<string, string> { ["signature"] = signature, ["signature-algorithm"] = Algorithm };
        return (new(trail.BucketName, name, hash, signature), new(Compressed.Of(content), "application/json", "gzip", metadata, null));
    }

    private static byte[] Write(Trail trail, string name, DigestChain chain, DateTimeOffset end, DigestKey key)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            json.WriteString("awsAccountId", trail.Account);
            json.WriteString("digestStartTime", Text(chain.Start));
            json.WriteString("digestEndTime", Text(end));
            json.WriteString("digestS3Bucket", trail.BucketName);
            json.WriteString("digestS3Object", name);
            json.WriteString("digestPublicKeyFingerprint", key.Fingerprint);
            json.WriteString("digestSignatureAlgorithm", Algorithm);
            json.WriteString("newestEventTime", chain.Files.Count == 0 ? null : Text(chain.Files.Max(static file => file.Newest)));
            json.WriteString("oldestEventTime", chain.Files.Count == 0 ? null : Text(chain.Files.Min(static file => file.Oldest)));
            json.WriteString("previousDigestS3Bucket", chain.Previous?.Bucket);
            json.WriteString("previousDigestS3Object", chain.Previous?.Key);
            json.WriteString("previousDigestHashValue", chain.Previous?.Hash);
            json.WriteString("previousDigestHashAlgorithm", chain.Previous is null ? null : HashAlgorithm);
            json.WriteString("previousDigestSignature", chain.Previous?.Signature);
            json.WriteStartArray("logFiles");
            foreach (var file in chain.Files)
            {
                json.WriteStartObject();
                json.WriteString("s3Bucket", file.Bucket);
                json.WriteString("s3Object", file.Key);
                json.WriteString("hashValue", file.Hash);
                json.WriteString("hashAlgorithm", HashAlgorithm);
                json.WriteString("newestEventTime", Text(file.Newest));
                json.WriteString("oldestEventTime", Text(file.Oldest));
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return stream.ToArray();
    }

    private static string Text(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
}
