using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Strongroom.S3.Tests;

/// <summary>A request to S3, signed as plainly as it can be written; shares no code with the server.</summary>
internal static class PlainRequest
{
    /// <summary>The whole request. Path and query are sent as they are, and must be escaped in the one way that is signed.</summary>
    public static byte[] Sign(string method, string host, string path, string query, byte[] body, string accessKey, DateTimeOffset now)
    {
        var date = now.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
        var hash = Convert.ToHexStringLower(SHA256.HashData(body));
        var md5 = Convert.ToBase64String(MD5.HashData(body));
        var canonical = $"{method}\n{Normal(path)}\n{query}\ncontent-md5:{md5}\nhost:{host}\nx-amz-content-sha256:{hash}\nx-amz-date:{date}\n\ncontent-md5;host;x-amz-content-sha256;x-amz-date\n{hash}";
        var scope = $"{date[..8]}/us-east-1/s3/aws4_request";
        var text = $"AWS4-HMAC-SHA256\n{date}\n{scope}\n{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(canonical)))}";
        var key = Encoding.UTF8.GetBytes("AWS4test");
        foreach (var part in (string[])[date[..8], "us-east-1", "s3", "aws4_request"]) key = HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(part));
        var signature = Convert.ToHexStringLower(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text)));
        var head = $"{method} {path}{(query.Length > 0 ? "?" + query : "")} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\nContent-MD5: {md5}\r\nX-Amz-Content-Sha256: {hash}\r\nX-Amz-Date: {date}\r\n"
            + $"Authorization: AWS4-HMAC-SHA256 Credential={accessKey}/{scope}, SignedHeaders=content-md5;host;x-amz-content-sha256;x-amz-date, Signature={signature}\r\n"
            + $"Content-Length: {body.Length}\r\n\r\n";
        return [.. Encoding.ASCII.GetBytes(head), .. body];
    }

    // Unreserved characters are signed as they are, and a slash in a key too where it stands as such: here all is escaped but these.
    private static string Normal(string path)
    {
        var text = new StringBuilder();
        for (var i = 0; i < path.Length; i++)
        {
            if (path[i] != '%')
            {
                text.Append(path[i]);
                continue;
            }

            var value = Convert.ToByte(path.Substring(i + 1, 2), 16);
            i += 2;
            if (char.IsAsciiLetterOrDigit((char)value) || value is (byte)'-' or (byte)'_' or (byte)'.' or (byte)'~') text.Append((char)value);
            else text.Append('%').Append(value.ToString("X2", CultureInfo.InvariantCulture));
        }

        return text.ToString();
    }
}
