namespace Strongroom.Aws;

/// <summary>The query as it is signed: decoded and escaped again, sorted by name, then by value, the signature itself left out.</summary>
internal static class CanonicalQuery
{
    public static void Write(ref Utf8Builder builder, IReadOnlyList<QueryParameter> query, bool withoutToken)
    {
        if (query.Count == 0) return;
        var escaped = new List<QueryParameter>(query.Count);
        foreach (var (name, value) in query)
        {
            if (name == PresignedQuery.Signature || (withoutToken && name == PresignedQuery.SecurityToken)) continue;
            escaped.Add(new(PercentEncoding.Encode(name), PercentEncoding.Encode(value)));
        }

        escaped.Sort(static (left, right) =>
            string.CompareOrdinal(left.Name, right.Name) is var byName and not 0 ? byName : string.CompareOrdinal(left.Value, right.Value));
        for (var i = 0; i < escaped.Count; i++)
        {
            if (i > 0) builder.Append((byte)'&');
            builder.Append(escaped[i].Name);
            builder.Append((byte)'=');
            builder.Append(escaped[i].Value);
        }
    }
}
