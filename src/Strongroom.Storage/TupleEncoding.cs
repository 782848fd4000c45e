using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using System.Text;

namespace Strongroom.Storage;

/// <summary>The bytes of a record key: docs/formats/record-key.md.</summary>
internal static class TupleEncoding
{
    /// <summary>Above every type code and inside no tuple: closes the range of a key's children.</summary>
    public const byte End = 0xFF;

    private const byte Bytes = 0x01;
    private const byte Text = 0x02;
    private const byte Zero = 0x14;
    private const byte Escape = 0xFF;

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Strings behind <paramref name="prefix"/>, in one array and one allocation.</summary>
    public static byte[] Encode(ReadOnlySpan<byte> prefix, ReadOnlySpan<string> elements)
    {
        var length = prefix.Length;
        foreach (var element in elements) length += 2 + Utf8.GetByteCount(element) + element.AsSpan().Count('\0');
        var encoded = new byte[length];
        prefix.CopyTo(encoded);
        var at = prefix.Length;
        foreach (var element in elements) at += Write(encoded.AsSpan(at), element);
        return encoded;
    }

    /// <summary>An integer behind <paramref name="prefix"/>: the fewest bytes that hold it, and their number in the type code.</summary>
    public static byte[] Append(ReadOnlySpan<byte> prefix, long element)
    {
        var magnitude = element < 0 ? 0UL - (ulong)element : (ulong)element;
        var length = SizeOf(magnitude);
        Span<byte> big = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64BigEndian(big, element < 0 ? ~magnitude : magnitude);
        return [.. prefix, (byte)(element < 0 ? Zero - length : Zero + length), .. big[(8 - length)..]];
    }

    /// <summary>Bytes behind <paramref name="prefix"/>.</summary>
    public static byte[] Append(ReadOnlySpan<byte> prefix, ReadOnlySpan<byte> element)
    {
        var encoded = new byte[prefix.Length + 2 + element.Length + element.Count((byte)0)];
        prefix.CopyTo(encoded);
        var target = encoded.AsSpan(prefix.Length);
        target[0] = Bytes;
        element.CopyTo(target[1..]);
        EscapeZeros(target[1..], element.Length);
        return encoded;
    }

    /// <summary>Refuses whatever <see cref="Encode"/> and its like would not have written.</summary>
    public static void Validate(ReadOnlySpan<byte> encoded)
    {
        while (!encoded.IsEmpty) Next(ref encoded, materialize: false);
    }

    /// <summary>True for what <see cref="Validate"/> takes.</summary>
    public static bool IsTuple(ReadOnlySpan<byte> encoded)
    {
        try
        {
            Validate(encoded);
            return true;
        }
        catch (FormatException)
        {
            return false;
        }
    }

    public static IReadOnlyList<object> Decode(ReadOnlySpan<byte> encoded)
    {
        if (IsBound(encoded)) encoded = encoded[..^1];
        var elements = new List<object>();
        while (!encoded.IsEmpty) elements.Add(Next(ref encoded, materialize: true)!);
        return elements;
    }

    /// <summary>True for a tuple with <see cref="End"/> behind it: no such bytes are a tuple themselves.</summary>
    public static bool IsBound(ReadOnlySpan<byte> encoded) => !encoded.IsEmpty && encoded[^1] == End && !IsTuple(encoded);

    /// <summary>The length of the first <paramref name="count"/> elements, or -1 where there are fewer.</summary>
    public static int LengthOf(ReadOnlySpan<byte> encoded, int count)
    {
        if (IsBound(encoded)) encoded = encoded[..^1];
        var rest = encoded;
        for (; count > 0; count--)
        {
            if (rest.IsEmpty) return -1;
            Next(ref rest, materialize: false);
        }

        return encoded.Length - rest.Length;
    }

    /// <summary>For logs and errors; prints what is no tuple in hex.</summary>
    public static string Print(ReadOnlySpan<byte> encoded)
    {
        try
        {
            return Print(Decode(encoded), IsBound(encoded));
        }
        catch (FormatException)
        {
            return $"(no key: 0x{Convert.ToHexStringLower(encoded)})";
        }
    }

    private static string Print(IReadOnlyList<object> elements, bool isBound)
    {
        var text = new StringBuilder();
        foreach (var element in elements)
        {
            switch (element)
            {
                case string value: Print(text, value); break;
                case byte[] value: text.Append("0x").Append(Convert.ToHexStringLower(value)); break;
                default: text.Append(CultureInfo.InvariantCulture, $"{element}"); break;
            }

            text.Append('/');
        }

        if (isBound) return text.Append("(end)").ToString();
        return text.Length == 0 ? "" : text.ToString(0, text.Length - 1);
    }

    private static int Write(Span<byte> target, string element)
    {
        target[0] = Text;
        var length = Utf8.GetBytes(element, target[1..]);
        return 2 + EscapeZeros(target[1..], length);
    }

    // Zero ends an element; a zero inside it is followed by 0xFF, which begins no element. Works in place, from the end.
    private static int EscapeZeros(Span<byte> target, int length)
    {
        var zeros = target[..length].Count((byte)0);
        if (zeros > 0)
        {
            for (int from = length - 1, to = length + zeros - 1; from < to; from--)
            {
                if (target[from] == 0) target[to--] = Escape;
                target[to--] = target[from];
            }
        }

        target[length + zeros] = 0;
        return length + zeros;
    }

    private static object? Next(ref ReadOnlySpan<byte> encoded, bool materialize)
    {
        var code = encoded[0];
        var rest = encoded[1..];
        switch (code)
        {
            case Bytes or Text:
                var length = LengthToEnd(rest, out var zeros);
                var escaped = rest[..length];
                encoded = rest[(length + 1)..];
                if (code == Text) return ReadText(escaped, zeros, materialize);
                return materialize ? Unescape(escaped, zeros) : null;
            case >= Zero - 8 and <= Zero + 8:
                var size = Math.Abs(code - Zero);
                if (rest.Length < size) throw new FormatException("An integer in a record key is cut off.");
                encoded = rest[size..];
                var number = ReadInteger(rest[..size], negative: code < Zero);
                return materialize ? number : null;
            default:
                throw new FormatException($"A record key has an element of unknown type {code:x2}.");
        }
    }

    private static int LengthToEnd(ReadOnlySpan<byte> rest, out int zeros)
    {
        zeros = 0;
        for (var at = 0; ;)
        {
            var next = rest[at..].IndexOf((byte)0);
            if (next < 0) throw new FormatException("An element of a record key does not end.");
            at += next;
            if (at + 1 == rest.Length || rest[at + 1] != Escape) return at;
            zeros++;
            at += 2;
        }
    }

    private static string? ReadText(ReadOnlySpan<byte> escaped, int zeros, bool materialize)
    {
        try
        {
            var utf8 = zeros == 0 ? escaped : Unescape(escaped, zeros);
            if (materialize) return Utf8.GetString(utf8);
            Utf8.GetCharCount(utf8);
            return null;
        }
        catch (DecoderFallbackException)
        {
            throw new FormatException("A string in a record key is not UTF-8.");
        }
    }

    private static byte[] Unescape(ReadOnlySpan<byte> escaped, int zeros)
    {
        var bytes = new byte[escaped.Length - zeros];
        for (int from = 0, to = 0; to < bytes.Length; to++)
        {
            bytes[to] = escaped[from];
            from += escaped[from] == 0 ? 2 : 1;
        }

        return bytes;
    }

    private static long ReadInteger(ReadOnlySpan<byte> big, bool negative)
    {
        Span<byte> wide = stackalloc byte[8];
        wide.Fill(negative ? (byte)0xFF : (byte)0);
        big.CopyTo(wide[(8 - big.Length)..]);
        var bits = BinaryPrimitives.ReadUInt64BigEndian(wide);
        var magnitude = negative ? ~bits : bits;
        if (SizeOf(magnitude) != big.Length) throw new FormatException("An integer in a record key is longer than it need be.");
        if (magnitude > long.MaxValue + (negative ? 1UL : 0))
            throw new FormatException("An integer in a record key does not fit into 64 bits.");
        return negative ? (long)(0UL - magnitude) : (long)magnitude;
    }

    private static int SizeOf(ulong magnitude) => (64 - BitOperations.LeadingZeroCount(magnitude) + 7) / 8;

    // Names come from callers: nothing in them may forge a line of a log, or a slash of ours.
    private static void Print(StringBuilder text, string element)
    {
        foreach (var rune in element.EnumerateRunes())
        {
            if (rune.Value is '/' or '\\') text.Append('\\').Append((char)rune.Value);
            else if (IsPrintable(rune)) text.Append(rune);
            else text.Append(CultureInfo.InvariantCulture, $"\\u{{{rune.Value:x}}}");
        }
    }

    private static bool IsPrintable(Rune rune) => Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format
        or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse
        or UnicodeCategory.OtherNotAssigned);
}
