namespace Strongroom.Aws;

/// <summary>The path as it is signed.</summary>
internal static class CanonicalPath
{
    public static void Write(ref Utf8Builder builder, scoped ReadOnlySpan<char> rawPath, SignatureRules rules)
    {
        if (rawPath is "/") builder.Append((byte)'/');
        else if (rules.NormalizesPath) WriteNormalized(ref builder, rawPath, rules.EscapesPathTwice);
        else WriteSegment(ref builder, rawPath, rules.EscapesPathTwice);
    }

    /// <summary>Drops empty segments and <c>.</c>, and lets <c>..</c> take its predecessor along. A slash at the end stays.</summary>
    private static void WriteNormalized(ref Utf8Builder builder, scoped ReadOnlySpan<char> path, bool twice)
    {
        var kept = new Stack<Range>();
        foreach (var range in path.Split('/'))
        {
            switch (path[range])
            {
                case "" or ".": break;
                case "..": kept.TryPop(out _); break;
                default: kept.Push(range); break;
            }
        }

        foreach (var range in kept.Reverse())
        {
            builder.Append((byte)'/');
            WriteSegment(ref builder, path[range], twice);
        }

        if (path[^1] == '/' || kept.Count == 0) builder.Append((byte)'/');
    }

    /// <summary>Escapes what was sent once more, or brings it into the one normal form of its escapes.</summary>
    /// <remarks>There unreserved characters are literal and all others escaped; an escaped slash stays apart from a literal one.</remarks>
    private static void WriteSegment(ref Utf8Builder builder, scoped ReadOnlySpan<char> path, bool twice)
    {
        if (twice)
        {
            builder.AppendEscaped(path, slashIsLiteral: true);
            return;
        }

        while (path.IndexOf('%') is >= 0 and var escape)
        {
            builder.AppendEscaped(path[..escape], slashIsLiteral: true);
            var value = PercentEncoding.ByteOf(path[escape..]);
            if (PercentEncoding.IsUnreserved((char)value)) builder.Append((byte)value);
            else builder.AppendEscape((byte)value);
            path = path[(escape + 3)..];
        }

        builder.AppendEscaped(path, slashIsLiteral: true);
    }
}
