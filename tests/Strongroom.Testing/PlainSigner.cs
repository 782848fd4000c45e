using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Strongroom.Testing;

/// <summary>AWS Signature Version 4 for POST requests to the root, as plainly as it can be written; shares no code with the server.</summary>
public sealed class PlainSigner(string accessKeyId = "test", string secret = "test", string region = "us-east-1", string service = "kms")
{
    private string day = "";
    private byte[] key = [];

    /// <summary>A whole signed HTTP request.</summary>
    public byte[] Request(string host, string target, byte[] body, DateTimeOffset now)
    {
        var date = now.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
        var hash = Convert.ToHexStringLower(SHA256.HashData(body));
        var canonical = $"POST\n/\n\ncontent-type:application/x-amz-json-1.1\nhost:{host}\nx-amz-date:{date}\nx-amz-target:{target}\n\ncontent-type;host;x-amz-date;x-amz-target\n{hash}";
        var scope = $"{date[..8]}/{region}/{service}/aws4_request";
        var text = $"AWS4-HMAC-SHA256\n{date}\n{scope}\n{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(canonical)))}";
        var signature = Convert.ToHexStringLower(HMACSHA256.HashData(KeyOf(date[..8]), Encoding.UTF8.GetBytes(text)));
        var head = $"POST / HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/x-amz-json-1.1\r\nX-Amz-Date: {date}\r\nX-Amz-Target: {target}\r\n"
            + $"Authorization: AWS4-HMAC-SHA256 Credential={accessKeyId}/{scope}, SignedHeaders=content-type;host;x-amz-date;x-amz-target, Signature={signature}\r\n"
            + $"Content-Length: {body.Length}\r\n\r\n";
        return [.. Encoding.UTF8.GetBytes(head), .. body];
    }

    private byte[] KeyOf(string date)
    {
        if (day == date) return key;
        var derived = HMACSHA256.HashData(Encoding.UTF8.GetBytes("AWS4" + secret), Encoding.UTF8.GetBytes(date));
        foreach (var part in (string[])[region, service, "aws4_request"]) derived = HMACSHA256.HashData(derived, Encoding.UTF8.GetBytes(part));
        (day, key) = (date, derived);
        return key;
    }
}
