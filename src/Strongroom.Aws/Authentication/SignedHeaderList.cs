using System.Buffers;
using System.Diagnostics.CodeAnalysis;

namespace Strongroom.Aws;

/// <summary>The names of the headers that a signature covers: lower-case, sorted, each once.</summary>
internal sealed class SignedHeaderList
{
    private const int MaxNames = 100;

    private static readonly SearchValues<char> NameCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789!#$%&'*+-.^_`|~");

    private SignedHeaderList(string text, string[] names)
    {
        (Text, Names) = (text, names);
        AmzCount = names.Count(name => name.StartsWith("x-amz-", StringComparison.Ordinal));
    }

    /// <summary>The names as they stand in the request, joined by semicolons.</summary>
    public string Text { get; }

    /// <summary>The names.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>How many of them begin with <c>x-amz-</c>.</summary>
    public int AmzCount { get; }

    /// <summary>True if a header of that name, in any case, is covered.</summary>
    public bool Contains(string name) => Array.BinarySearch((string[])Names, name.ToLowerInvariant(), StringComparer.Ordinal) >= 0;

    /// <summary>Reads a SignedHeaders parameter; false if it is empty, unsorted, repetitive, or not of lower-case header names.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, [NotNullWhen(true)] out SignedHeaderList? list)
    {
        list = null;
        var names = new List<string>();
        foreach (var range in text.Split(';'))
        {
            var name = text[range];
            if (name.IsEmpty || names.Count == MaxNames || name.ContainsAnyExcept(NameCharacters)) return false;
            if (names.Count > 0 && name.SequenceCompareTo(names[^1]) <= 0) return false;
            names.Add(name.ToString());
        }

        if (names.Count == 0) return false;
        list = new(text.ToString(), [.. names]);
        return true;
    }
}
