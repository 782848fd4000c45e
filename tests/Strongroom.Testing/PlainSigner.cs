using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Strongroom.Testing;

/// <summary>AWS Signature Version 4 for POST requests to the root, as plainly as it can be written; shares no code with the server.</summary>
public sealed class PlainSigner(string accessKeyId = "test", string secret = "test", string region = "us-east-1", string service = "kms")
{
    private string day = "";
    private byte[] key = [];

    /// <summary>A whole signed HTTP request of an awsJson service.</summary>
    public byte[] Request(string host, string target, byte[] body, DateTimeOffset now)
        => Request(host, "application/x-amz-json-1.1", ("x-amz-target", target), body, now);

    /// <summary>A whole signed HTTP request of an awsQuery service.</summary>
    public byte[] Form(string host, byte[] body, DateTimeOffset now) => Request(host, "application/x-www-form-urlencoded", null, body, now);

    private byte[] Request(string host, string type, (string Name, string Value)? extra, byte[] body, DateTimeOffset now)
    {
        var date = now.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
        var hash = Convert.ToHexStringLower(SHA256.HashData(body));
        List<(string Name, string Value)> headers = [("content-type", type), ("host", host), ("x-amz-date", date)];
        if (extra is { } header) headers.Add(header);
        var names = string.Join(';', headers.Select(static h => h.Name));
        var canonical = $"POST\n/\n\n{string.Concat(headers.Select(static h => $"{h.Name}:{h.Value}\n"))}\n{names}\n{hash}";
        var scope = $"{date[..8]}/{region}/{service}/aws4_request";
        var text = $"AWS4-HMAC-SHA256\n{date}\n{scope}\n{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(canonical)))}";
        var signature = Convert.ToHexStringLower(HMACSHA256.HashData(KeyOf(date[..8]), Encoding.UTF8.GetBytes(text)));
        var head = $"POST / HTTP/1.1\r\n{string.Concat(headers.Select(static h => $"{h.Name}: {h.Value}\r\n"))}"
            + $"Authorization: AWS4-HMAC-SHA256 Credential={accessKeyId}/{scope}, SignedHeaders={names}, Signature={signature}\r\n"
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
