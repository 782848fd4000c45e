using System.Security.Cryptography;
using System.Text;

namespace Strongroom.Aws.Tests.Authentication;

/// <summary>Signs requests the plainest way, following AWS's published recipe and sharing no code with what it tests.</summary>
internal sealed record PlainSigner(string AccessKeyId, string Secret, string Region, string Service, DateTimeOffset Time)
{
    private const StringSplitOptions Options = StringSplitOptions.RemoveEmptyEntries;

    public string? Token { get; init; }

    public bool ForObjects => Service == "s3";

    private string Stamp => Time.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'");

    private string Scope => $"{Stamp[..8]}/{Region}/{Service}/aws4_request";

    public static string HashOf(byte[] body) => Convert.ToHexString(SHA256.HashData(body)).ToLowerInvariant();

    /// <summary>Adds X-Amz-Date and Authorization, covering all headers but those named.</summary>
    public RawRequest SignHeader(RawRequest request, string? payload = null, params string[] unsigned)
    {
        request = request.With("X-Amz-Date", Stamp);
        if (Token is not null) request = request.With("X-Amz-Security-Token", Token);
        if (ForObjects) request = request.With("X-Amz-Content-Sha256", payload ?? HashOf(request.Body));
        var (names, signature) = Sign(request, payload ?? HashOf(request.Body), unsigned);
        var credential = $"{AccessKeyId}/{Scope}";
        return request.With("Authorization", $"AWS4-HMAC-SHA256 Credential={credential}, SignedHeaders={names}, Signature={signature}");
    }

    /// <summary>Adds the signature to the query, covering all headers.</summary>
    public RawRequest SignQuery(RawRequest request, int? seconds)
    {
        var names = string.Join(';', request.Headers.Select(h => h.Name.ToLowerInvariant()).Distinct().Order(StringComparer.Ordinal));
        var query = $"X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential={Uri.EscapeDataString($"{AccessKeyId}/{Scope}")}&X-Amz-Date={Stamp}"
            + (seconds is null ? "" : $"&X-Amz-Expires={seconds}")
            + (Token is null ? "" : $"&X-Amz-Security-Token={Uri.EscapeDataString(Token)}")
            + $"&X-Amz-SignedHeaders={Uri.EscapeDataString(names)}";
        request = request with { Target = request.Target + (request.Target.Contains('?', StringComparison.Ordinal) ? "&" : "?") + query };
        var (_, signature) = Sign(request, ForObjects ? "UNSIGNED-PAYLOAD" : HashOf(request.Body));
        return request with { Target = $"{request.Target}&X-Amz-Signature={signature}" };
    }

    /// <summary>Signs a text, having put time and scope in place of <c>{0}</c>.</summary>
    public string Sign(string text)
    {
        var key = Encoding.UTF8.GetBytes("AWS4" + Secret);
        foreach (var part in Scope.Split('/')) key = HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(part));
        var full = text.Replace("{0}", $"{Stamp}\n{Scope}", StringComparison.Ordinal);
        return Convert.ToHexString(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(full))).ToLowerInvariant();
    }

    private (string Names, string Signature) Sign(RawRequest request, string payload, params string[] unsigned)
    {
        var headers = request.Headers.Where(h => !unsigned.Contains(h.Name, StringComparer.OrdinalIgnoreCase))
            .GroupBy(h => h.Name.ToLowerInvariant(), h => string.Join(' ', h.Value.Split((char[])[' ', '\t'], Options)))
            .OrderBy(group => group.Key, StringComparer.Ordinal).ToList();
        var names = string.Join(';', headers.Select(header => header.Key));
        var parts = request.Target.Split('?', 2);
        var query = (parts.Length < 2 ? "" : parts[1]).Split('&', Options)
            .Select(pair => pair.Split('=', 2)).Select(pair => (Name: Recode(pair[0]), Value: Recode(pair.Length < 2 ? "" : pair[1])))
            .OrderBy(pair => pair.Name, StringComparer.Ordinal).ThenBy(pair => pair.Value, StringComparer.Ordinal)
            .Select(pair => $"{pair.Name}={pair.Value}");
        var canonical = string.Join('\n', [
            request.Method,
            ForObjects ? parts[0] : Normalized(parts[0]),
            string.Join('&', query),
            .. headers.Select(header => $"{header.Key}:{string.Join(',', header)}"),
            "",
            names,
            payload,
        ]);
        return (names, Sign($"AWS4-HMAC-SHA256\n{{0}}\n{HashOf(Encoding.UTF8.GetBytes(canonical))}"));
    }

    private static string Recode(string text) => Uri.EscapeDataString(Uri.UnescapeDataString(text.Replace('+', ' ')));

    private static string Normalized(string path)
    {
        var kept = new List<string>();
        foreach (var segment in path.Split('/'))
        {
            if (segment == "..") kept.RemoveRange(Math.Max(0, kept.Count - 1), Math.Min(1, kept.Count));
            else if (segment is not ("" or ".")) kept.Add(Uri.EscapeDataString(segment));
        }

        return "/" + string.Join('/', kept) + (kept.Count > 0 && path.EndsWith('/') ? "/" : "");
    }
}
