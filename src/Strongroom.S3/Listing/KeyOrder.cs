namespace Strongroom.S3;

/// <summary>The order of keys: by their UTF-8 bytes, which is by their code points.</summary>
public static class KeyOrder
{
    /// <summary>Compares two keys.</summary>
    public static int Compare(string left, string right)
    {
        var common = Math.Min(left.Length, right.Length);
        for (var i = 0; i < common; i++)
        {
            if (left[i] == right[i]) continue;
            return Rank(left[i]) - Rank(right[i]);
        }

        return left.Length - right.Length;
    }

    /// <summary>The first key behind all that begin with <paramref name="prefix"/>; null where there is none.</summary>
    public static string? Behind(string prefix)
    {
        var end = prefix.Length;
        while (end > 0)
        {
            var pair = end > 1 && char.IsLowSurrogate(prefix[end - 1]);
            var start = end - (pair ? 2 : 1);
            var point = pair ? char.ConvertToUtf32(prefix[start], prefix[end - 1]) : prefix[start];
            if (point < 0x10FFFF) return prefix[..start] + char.ConvertFromUtf32(point == 0xD7FF ? 0xE000 : point + 1);
            end = start;
        }

        return null;
    }

    // Surrogates stand for code points behind all others.
    private static int Rank(char unit) => char.IsSurrogate(unit) ? unit + 0x10000 : unit;
}
