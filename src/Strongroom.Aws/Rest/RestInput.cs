using System.Text;

namespace Strongroom.Aws;

/// <summary>Everything of a REST request that can be a member of an operation's request.</summary>
/// <param name="Request">The target and the headers.</param>
/// <param name="Place">The bucket and the key.</param>
internal sealed record RestInput(SignedRequest Request, RestPlace Place)
{
    private XmlNode? root;

    /// <summary>The body, where it was read whole.</summary>
    public ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>The body, where it is still to come.</summary>
    public StreamedBody? Stream { get; init; }

    /// <summary>The body as text.</summary>
    public string BodyText => Encoding.UTF8.GetString(Body.Span);

    /// <summary>The body as XML; null where there is none.</summary>
    public XmlNode? Root => Body.IsEmpty ? null : root ??= XmlNode.Parse(Body);

    public string? Header(string name)
    {
        var values = Request.Headers[name];
        return values.Count == 0 ? null : values.ToString();
    }

    /// <summary>Headers that begin with <paramref name="prefix"/>, without it and in lower case. Repeated ones are joined by commas, as they are signed.</summary>
    public IReadOnlyDictionary<string, string> Headers(string prefix)
    {
        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, values) in Request.Headers)
            if (name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase)) found[name[prefix.Length..].ToLowerInvariant()] = values.ToString();
        return found;
    }
}

/// <summary>What a REST request is about: nothing, a bucket, or an object.</summary>
/// <param name="Bucket">The bucket's name, from the path or the host; null for none.</param>
/// <param name="Key">The object's key; null for none.</param>
internal readonly record struct RestPlace(string? Bucket, string? Key)
{
    /// <summary>Reads the place from the path, and from the host where that names a bucket.</summary>
    /// <param name="host">The Host header.</param>
    /// <param name="target">The request's target.</param>
    /// <param name="hosts">Names of this endpoint: a bucket's name may stand before each.</param>
    public static RestPlace Of(string? host, RawTarget target, IReadOnlyList<string> hosts)
    {
        if (BucketOf(host, hosts) is { } inHost) return new(inHost, target.Path.Length > 1 ? target.Path[1..] : null);

        // The raw path is split: an escaped slash is part of a name.
        var raw = target.RawPath[1..];
        var slash = raw.IndexOf('/');
        var bucket = slash < 0 ? raw : raw[..slash];
        if (bucket.IsEmpty) return default;
        if (!PercentEncoding.TryDecode(bucket, plusIsSpace: false, out var name)) return default;
        return slash < 0 || slash + 1 == raw.Length || !PercentEncoding.TryDecode(raw[(slash + 1)..], plusIsSpace: false, out var key)
            ? new(name, null)
            : new(name, key);
    }

    private static string? BucketOf(string? host, IReadOnlyList<string> hosts)
    {
        if (host is null) return null;
        var name = host.AsSpan();
        if (!name.StartsWith('[') && name.LastIndexOf(':') is >= 0 and var colon) name = name[..colon];
        foreach (var known in hosts)
            if (name.Equals(known, StringComparison.OrdinalIgnoreCase)) return null;
        foreach (var known in hosts)
        {
            if (name.Length > known.Length + 1 && name.EndsWith(known, StringComparison.OrdinalIgnoreCase) && name[name.Length - known.Length - 1] == '.')
                return name[..(name.Length - known.Length - 1)].ToString().ToLowerInvariant();
        }

        return null;
    }
}
