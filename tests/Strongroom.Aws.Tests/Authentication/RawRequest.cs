using System.Buffers;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Strongroom.Aws.Tests.Authentication;

/// <summary>An HTTP request as text, read the plainest way: the request line, header lines, an empty line, the body.</summary>
internal sealed record RawRequest(string Method, string Target, IReadOnlyList<(string Name, string Value)> Headers, byte[] Body)
{
    public static RawRequest Parse(string text)
    {
        text = text.Replace("\r\n", "\n", StringComparison.Ordinal);
        var end = text.IndexOf("\n\n", StringComparison.Ordinal);
        var head = end < 0 ? text : text[..end];
        var body = end < 0 ? "" : text[(end + 2)..];
        var lines = head.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var line = lines[0];
        var (first, last) = (line.IndexOf(' ', StringComparison.Ordinal), line.LastIndexOf(" HTTP/", StringComparison.Ordinal));
        var headers = new List<(string, string)>();
        foreach (var header in lines[1..])
        {
            if (header[0] is ' ' or '\t') headers[^1] = (headers[^1].Item1, headers[^1].Item2 + "\n" + header);
            else if (header.IndexOf(':', StringComparison.Ordinal) is var colon) headers.Add((header[..colon], header[(colon + 1)..]));
        }

        return new(line[..first], line[(first + 1)..last], headers, Encoding.UTF8.GetBytes(body));
    }

    public ReadOnlySequence<byte> Sequence => new(Body);

    public RawRequest With(string name, string value) =>
        this with { Headers = [.. Headers.Where(h => !h.Name.Equals(name, StringComparison.OrdinalIgnoreCase)), (name, value)] };

    public RawRequest Without(string name) =>
        this with { Headers = [.. Headers.Where(h => !h.Name.Equals(name, StringComparison.OrdinalIgnoreCase))] };

    /// <summary>The request as the front door gets it; null if its target is not even well-formed.</summary>
    public SignedRequest? ToSigned()
    {
        if (!RawTarget.TryParse(Target, out var target)) return null;
        var headers = new HeaderDictionary();
        foreach (var (name, value) in Headers) headers[name] = StringValues.Concat(headers[name], value.Trim(' '));
        return new(Method, target, headers);
    }

    /// <summary>Null if it is authenticated, else why not.</summary>
    public async Task<Refusal?> RefusalFrom(Authenticator authenticator, SignatureRules rules)
    {
        if (ToSigned() is not { } signed) return Refusals.NoMatchAtAll;
        if (!authenticator.TryRead(signed, out var claim, out var refusal)) return refusal;
        return (await authenticator.AuthenticateAsync(claim, rules, Sequence, default)).Refused;
    }
}
