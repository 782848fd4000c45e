using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Strongroom.Access;

/// <summary>Matches text against a pattern of characters, <c>?</c> (one UTF-16 unit) and <c>*</c> (any run), without backtracking over stars.</summary>
/// <remarks>
/// A pattern is two spans of one length: the characters, and a mask that says what each is. Between two stars the leftmost fit is the best one, so
/// each piece is searched once. It is tried where its rarest character stands, comparing a vector's width at a time: a hostile pattern with k different
/// characters costs |text| / k × |piece| / width at the most.
/// <para>The bound, whatever the pattern: a piece that was found takes the text before and under it away, so no two pieces are ever tried at one place, and
/// there are no more places than characters. A place costs at most the piece's length, so n characters against a pattern of m cost at most
/// (n + 1) × longest piece + m comparisons, less than n × m, a vector's width in one instruction. A piece longer than what is left of the text costs nothing: with
/// n = 8,192, the longest value of a condition, the worst is 4,096 places of 4,096 characters, 2²⁴ comparisons. Counting rare characters adds 16 × n.</para>
/// </remarks>
internal static class Wildcard
{
    /// <summary>This character stands for itself.</summary>
    public const ushort Literal = 0xFFFF;

    /// <summary>Any one character.</summary>
    public const ushort One = 0;

    /// <summary>Any run of characters, also none.</summary>
    public const ushort Run = 1;

    /// <summary>True when all of <paramref name="text"/> fits.</summary>
    public static bool Matches(ReadOnlySpan<char> text, ReadOnlySpan<char> pattern, ReadOnlySpan<ushort> mask)
    {
        var uncounted = default(Uncounted);
        return Matches(text, pattern, mask, ref uncounted);
    }

    /// <summary>As without <paramref name="cost"/>, which is told of each place that is tried.</summary>
    internal static bool Matches<TCost>(ReadOnlySpan<char> text, ReadOnlySpan<char> pattern, ReadOnlySpan<ushort> mask, ref TCost cost)
        where TCost : struct, ICost
    {
        var first = mask.IndexOf(Run);
        if (first < 0) return text.Length == pattern.Length && Fits(text, pattern, mask);

        var last = mask.LastIndexOf(Run);
        var tail = pattern.Length - last - 1;
        if (text.Length < first + tail) return false;
        if (!Fits(text[..first], pattern[..first], mask[..first])) return false;
        if (!Fits(text[^tail..], pattern[^tail..], mask[^tail..])) return false;

        text = text[first..^tail];
        while (first < last)
        {
            var start = first + 1;
            var length = mask[start..].IndexOf(Run);
            first = start + length;
            if (length == 0) continue;
            var at = Find(text, pattern.Slice(start, length), mask.Slice(start, length), ref cost);
            if (at < 0) return false;
            text = text[(at + length)..];
        }

        return true;
    }

    private static int Find<TCost>(ReadOnlySpan<char> text, ReadOnlySpan<char> piece, ReadOnlySpan<ushort> mask, ref TCost cost)
        where TCost : struct, ICost
    {
        if (text.Length < piece.Length) return -1;
        if (!mask.Contains(One))
        {
            var found = text.IndexOf(piece);
            cost.Add(found < 0 ? text.Length - piece.Length + 1 : found + 1, piece.Length);
            return found;
        }

        var anchor = AnchorOf(text, piece, mask);
        if (anchor < 0) return 0;
        for (var at = 0; at + piece.Length <= text.Length; at++)
        {
            var next = text[(at + anchor)..(text.Length - piece.Length + anchor + 1)].IndexOf(piece[anchor]);
            if (next < 0) return -1;
            at += next;
            cost.Add(1, piece.Length);
            if (Fits(text.Slice(at, piece.Length), piece, mask)) return at;
        }

        return -1;
    }

    /// <summary>Where the piece has a character that is rare in the text; negative for a piece of question marks only.</summary>
    private static int AnchorOf(ReadOnlySpan<char> text, ReadOnlySpan<char> piece, ReadOnlySpan<ushort> mask)
    {
        const int WorthCounting = 1 << 14, MostTried = 16;
        var best = mask.IndexOf(Literal);
        if (best < 0 || (long)text.Length * piece.Length < WorthCounting) return best;
        Span<char> tried = stackalloc char[MostTried];
        var (count, fewest) = (0, int.MaxValue);
        for (var i = best; i < piece.Length && count < MostTried; i++)
        {
            if (mask[i] != Literal || tried[..count].Contains(piece[i])) continue;
            tried[count++] = piece[i];
            var there = text.Count(piece[i]);
            if (there < fewest) (best, fewest) = (i, there);
        }

        return best;
    }

    private static bool Fits(ReadOnlySpan<char> text, ReadOnlySpan<char> piece, ReadOnlySpan<ushort> mask)
    {
        ref var texts = ref Unsafe.As<char, ushort>(ref MemoryMarshal.GetReference(text));
        ref var pieces = ref Unsafe.As<char, ushort>(ref MemoryMarshal.GetReference(piece));
        ref var masks = ref MemoryMarshal.GetReference(mask);
        var length = (nuint)Math.Min(text.Length, Math.Min(piece.Length, mask.Length));
        nuint i = 0;
        for (; i + (nuint)Vector<ushort>.Count <= length; i += (nuint)Vector<ushort>.Count)
        {
            var differ = (Vector.LoadUnsafe(ref texts, i) ^ Vector.LoadUnsafe(ref pieces, i)) & Vector.LoadUnsafe(ref masks, i);
            if (differ != Vector<ushort>.Zero) return false;
        }

        for (; i < length; i++)
            if (((Unsafe.Add(ref texts, i) ^ Unsafe.Add(ref pieces, i)) & Unsafe.Add(ref masks, i)) != 0) return false;
        return true;
    }

    /// <summary>Counts what a match costs, for who wants to know.</summary>
    internal interface ICost
    {
        /// <summary>So many places were tried, each with so many comparisons at the most.</summary>
        void Add(int places, int comparisons);
    }

    /// <summary>Counts nothing, and costs nothing: a value type, of which the compiler leaves no trace.</summary>
    private readonly struct Uncounted : ICost
    {
        public void Add(int places, int comparisons)
        {
            // Nobody asks.
        }
    }
}
