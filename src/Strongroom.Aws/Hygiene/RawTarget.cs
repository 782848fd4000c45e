using System.Diagnostics.CodeAnalysis;

namespace Strongroom.Aws;

/// <summary>
/// The request target exactly as it was sent, and what it means: path and query, each decoded once. What is signed, authorised and stored
/// all derives from this one object, never from <c>HttpRequest.Path</c>, which folds dot-segments away.
/// </summary>
public sealed class RawTarget
{
    private static readonly RawTarget Root = new("/", 1, "/", []);

    private readonly int _pathLength;

    private RawTarget(string raw, int pathLength, string path, IReadOnlyList<QueryParameter> query)
    {
        (Raw, _pathLength, Path, Query) = (raw, pathLength, path, query);
    }

    /// <summary>The whole target as sent.</summary>
    public string Raw { get; }

    /// <summary>The path as sent, starting with a slash.</summary>
    public ReadOnlySpan<char> RawPath => Raw.AsSpan(0, _pathLength);

    /// <summary>The query as sent, without its question mark; empty if there is none.</summary>
    public ReadOnlySpan<char> RawQuery => Raw.Length > _pathLength ? Raw.AsSpan(_pathLength + 1) : [];

    /// <summary>The decoded path, dot-segments and all. An escaped slash is a slash here: to split a path, split the raw one.</summary>
    public string Path { get; }

    /// <summary>The decoded query, in the order sent. A plus sign is a space.</summary>
    public IReadOnlyList<QueryParameter> Query { get; }

    /// <summary>The value of the query's first parameter of that name, case and all; null if there is none.</summary>
    public string? Find(string name)
    {
        foreach (var parameter in Query)
        {
            if (parameter.Name == name) return parameter.Value;
        }

        return null;
    }

    /// <summary>How many parameters of the query have that name.</summary>
    public int Count(string name)
    {
        var count = 0;
        foreach (var parameter in Query)
        {
            if (parameter.Name == name) count++;
        }

        return count;
    }

    /// <summary>Reads an origin-form target; false if it does not start with a slash, or is not percent-encoded UTF-8.</summary>
    public static bool TryParse(string raw, [NotNullWhen(true)] out RawTarget? target)
    {
        target = raw == "/" ? Root : null;
        if (target is not null) return true;
        if (raw is not ['/', ..]) return false;

        var mark = raw.IndexOf('?', StringComparison.Ordinal);
        var pathLength = mark < 0 ? raw.Length : mark;
        if (!PercentEncoding.TryDecode(raw.AsSpan(0, pathLength), plusIsSpace: false, out var path)) return false;
        if (!TryParseQuery(mark < 0 ? [] : raw.AsSpan(mark + 1), out var query)) return false;
        target = new(raw, pathLength, path, query);
        return true;
    }

    private static bool TryParseQuery(ReadOnlySpan<char> raw, out IReadOnlyList<QueryParameter> query)
    {
        query = [];
        if (raw.IsEmpty) return true;
        var parameters = new List<QueryParameter>();
        foreach (var range in raw.Split('&'))
        {
            var part = raw[range];
            if (part.IsEmpty) continue;
            var equals = part.IndexOf('=');
            var value = equals < 0 ? [] : part[(equals + 1)..];
            if (!PercentEncoding.TryDecode(equals < 0 ? part : part[..equals], plusIsSpace: true, out var name)) return false;
            if (!PercentEncoding.TryDecode(value, plusIsSpace: true, out var text)) return false;
            parameters.Add(new(name, text));
        }

        query = parameters;
        return true;
    }
}

/// <summary>One decoded parameter of a query. <c>?acl</c> and <c>?acl=</c> are the same.</summary>
public readonly record struct QueryParameter(string Name, string Value);
