using System.Globalization;
using System.Text;
using Strongroom.Aws.Tests.Authentication;
using Strongroom.Aws.Tests.Toys;

namespace Strongroom.Aws.Tests.Fuzz;

/// <summary>
/// Requests that go wrong on purpose, from a seed: valid ones with broken JSON signed again, with hostile headers, with bytes flipped anywhere,
/// cut short, or pure noise. The same seed makes the same requests.
/// </summary>
internal sealed class FuzzRequests(int seed, PlainSigner signer, IReadOnlyList<RawRequest> valid)
{
    private static readonly string[] Values =
    [
        "null", "true", "[]", "{}", "\"\"", "0", "-1", "1.5", "1e999", "9223372036854775808", "-0", "1e-400", "\"\\ud800\"", "\"\\u0000\"", "\"\u202e\"", "[null]",
        "[[[[[]]]]]", "{\"a\":{\"a\":{}}}", "\"AAAA\"", "\"AAA\"", "\"=\"", "\"arn:aws:kms:::\"", "\"alias/\"", "\"../../etc/passwd\"", "\"%00\"", "1764000000.123",
        "[1,\"x\",null,{}]", "\"SYMMETRIC_DEFAULT\"", "{\"\":\"\"}", "{\"a\":1}", "\"\\\"", "NaN", "'x'", "01", "+1", "tru", "\u0001",
    ];

    private static readonly (string Name, string Value)[] Headers =
    [
        ("X-Amz-Target", "TrentService."), ("X-Amz-Target", "."), ("X-Amz-Target", "\u00e9"), ("X-Amz-Target", new('T', 9000)), ("Content-Length", "+3"),
        ("Content-Length", "-1"), ("Content-Length", "99999999999999999999"), ("Content-Length", "3, 3"), ("Transfer-Encoding", "chunked"),
        ("Transfer-Encoding", "gzip, chunked"), ("Transfer-Encoding", "identity"), ("Content-Encoding", "gzip"), ("Content-Type", "application/x-www-form-urlencoded"),
        ("Content-Type", "text/plain; charset=utf-7"), ("Authorization", ""), ("Authorization", "AWS4-HMAC-SHA256"), ("Authorization", "Basic YTpi"),
        ("Authorization", "AWS4-HMAC-SHA256 Credential=/////, SignedHeaders=;;;, Signature=0"), ("X-Amz-Date", "20260102T030405"), ("X-Amz-Date", "99999999T999999Z"),
        ("X-Amz-Security-Token", "x"), ("X-Amz-Content-Sha256", "UNSIGNED-PAYLOAD"), ("X-Amz-Content-Sha256", "STREAMING-AWS4-HMAC-SHA256-PAYLOAD"),
        ("Host", ""), ("Host", "a b"), ("Expect", "100-continue"), ("Connection", "Upgrade"), ("Upgrade", "h2c"), ("Date", "yesterday"), ("Range", "bytes=0-"),
    ];

    private static readonly string[] Targets =
    [
        "/", "//", "/%", "/%zz", "/%00", "/..", "/%2e%2e/", "/?", "/?Action=ListKeys", "/?X-Amz-Signature=0", "/?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=a",
        "/health", "/health?", "*", "http://elsewhere/", "/\u00e9", "/" + "a/b/" + "%41", "/?a=%c0%af", "/a?b?c", "/;v=1",
    ];

    private readonly Random random = new(seed);

    /// <summary>The next request, as bytes for the wire. May be no HTTP at all.</summary>
    public byte[] Next() => random.Next(12) switch
    {
        0 or 1 or 2 or 3 => Sent(Signed(Json(Pick()))),
        4 or 5 => Sent(Signed(Bytes(Pick()))),
        6 => Sent(Header(Signed(Pick()))),
        7 => Sent(Signed(Header(Pick()))),
        8 => Sent(Target(Pick())),
        9 => Flipped(Sent(Signed(Pick()))),
        10 => Cut(Sent(Signed(Pick()))),
        _ => Noise(),
    };

    private RawRequest Pick() => valid[random.Next(valid.Count)];

    private RawRequest Signed(RawRequest request) => signer.SignHeader(request);

    private static byte[] Sent(RawRequest request) => RawConnection.Bytes(request);

    /// <summary>Puts a hostile value for a value, or text where none belongs.</summary>
    private RawRequest Json(RawRequest request)
    {
        var text = Encoding.UTF8.GetString(request.Body);
        for (var edits = random.Next(1, 4); edits > 0; edits--)
        {
            var value = Values[random.Next(Values.Length)];
            var colons = Enumerable.Range(0, text.Length).Where(i => text[i] == ':').ToList();
            if (random.Next(4) == 0 || colons.Count == 0)
            {
                text = text.Insert(random.Next(text.Length + 1), value);
                continue;
            }

            var start = colons[random.Next(colons.Count)] + 1;
            var end = text.IndexOfAny([',', '}'], start);
            if (end < 0) end = text.Length;
            text = random.Next(5) == 0 ? Repeated(text, start, value) : text[..start] + value + text[end..];
        }

        return request with { Body = Encoding.UTF8.GetBytes(text) };
    }

    // A member a second time, a very long value, or a very deep one.
    private string Repeated(string text, int start, string value) => random.Next(3) switch
    {
        0 => text + text,
        1 => text[..start] + "\"" + new string('x', random.Next(20_000)) + "\"" + text[start..],
        _ => text[..start] + new string('[', random.Next(200)) + value + new string(']', random.Next(200)) + text[start..],
    };

    private RawRequest Bytes(RawRequest request)
    {
        var bytes = request.Body.ToList();
        for (var edits = random.Next(1, 5); edits > 0; edits--)
        {
            var at = random.Next(bytes.Count + 1);
            if (at == bytes.Count || random.Next(2) == 0) bytes.Insert(at, (byte)random.Next(256));
            else if (random.Next(2) == 0) bytes.RemoveAt(at);
            else bytes[at] = (byte)random.Next(256);
        }

        return request with { Body = [.. bytes] };
    }

    private RawRequest Header(RawRequest request)
    {
        var (name, value) = Headers[random.Next(Headers.Length)];
        return random.Next(3) switch
        {
            0 => request.With(name, value),
            1 => request with { Headers = [.. request.Headers, (name, value)] },
            _ => request.Without(request.Headers[random.Next(request.Headers.Count)].Name),
        };
    }

    private RawRequest Target(RawRequest request)
    {
        var method = random.Next(4) == 0 ? new[] { "GET", "PUT", "HEAD", "OPTIONS", "BREW", "post" }[random.Next(6)] : request.Method;
        request = request with { Method = method, Target = Targets[random.Next(Targets.Length)] };
        try
        {
            return random.Next(2) == 0 ? request : Signed(request);
        }
        catch (UriFormatException)
        {
            return request;
        }
    }

    private byte[] Flipped(byte[] bytes)
    {
        for (var edits = random.Next(1, 4); edits > 0; edits--) bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
        return bytes;
    }

    private byte[] Cut(byte[] bytes) => bytes[..random.Next(bytes.Length)];

    private byte[] Noise()
    {
        var bytes = new byte[random.Next(1, 600)];
        random.NextBytes(bytes);
        return random.Next(2) == 0 ? bytes : [.. Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"POST / HTTP/1.{random.Next(3)}\r\n")), .. bytes];
    }
}
