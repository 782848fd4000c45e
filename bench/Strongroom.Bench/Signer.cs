using System.Globalization;
using System.Text;
using Strongroom.Cryptography;

namespace Strongroom.Bench;

/// <summary>Builds whole HTTP requests with Signature Version 4 in the Authorization header, as an SDK sends them.</summary>
internal sealed class Signer
{
    private const string SignedHeaders = "content-type;host;x-amz-date;x-amz-target";

    private readonly string accessKey;
    private readonly string host;
    private readonly string amzDate;
    private readonly string scope;
    private readonly byte[] signingKey;

    public Signer(string accessKey, string secretKey, string region, string host, DateTimeOffset time, string service = "kms")
    {
        this.accessKey = accessKey;
        this.host = host;
        amzDate = time.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
        scope = $"{amzDate[..8]}/{region}/{service}/aws4_request";
        signingKey = Hmac(Hmac(Hmac(Hmac(Encoding.UTF8.GetBytes("AWS4" + secretKey), amzDate[..8]), region), service), "aws4_request");
    }

    /// <summary>The bytes of one signed request.</summary>
    public byte[] Request(string target, string json)
    {
        var canonical = $"POST\n/\n\ncontent-type:application/x-amz-json-1.1\nhost:{host}\nx-amz-date:{amzDate}\nx-amz-target:{target}\n\n"
            + $"{SignedHeaders}\n{Sha256(json)}";
        var signature = Convert.ToHexStringLower(Hmac(signingKey, $"AWS4-HMAC-SHA256\n{amzDate}\n{scope}\n{Sha256(canonical)}"));
        return Encoding.UTF8.GetBytes(
            $"POST / HTTP/1.1\r\nHost: {host}\r\nX-Amz-Target: {target}\r\nContent-Type: application/x-amz-json-1.1\r\n"
            + $"User-Agent: strongroom-bench/1\r\nX-Amz-Date: {amzDate}\r\nAuthorization: AWS4-HMAC-SHA256 Credential={accessKey}/{scope}, "
            + $"SignedHeaders={SignedHeaders}, Signature={signature}\r\nContent-Length: {Encoding.UTF8.GetByteCount(json)}\r\n\r\n{json}");
    }

    private static byte[] Hmac(byte[] key, string text)
    {
        var mac = new byte[32];
        Mac.HmacSha256(key, Encoding.UTF8.GetBytes(text), mac);
        return mac;
    }

    private static string Sha256(string text)
    {
        Span<byte> hash = stackalloc byte[32];
        Hash.Sha256(Encoding.UTF8.GetBytes(text), hash);
        return Convert.ToHexStringLower(hash);
    }
}
