using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Strongroom.Aws;

/// <summary>Percent-encoding of request targets: the one function that decodes, and the characters that AWS leaves as they are.</summary>
/// <remarks>RFC 3986, section 2.3. Decoding is strict: an escape has two hexadecimal digits, and the bytes are UTF-8.</remarks>
public static class PercentEncoding
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private static readonly SearchValues<char> Unreserved =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~");

    /// <summary>True for the characters that are never escaped: letters, digits and <c>- . _ ~</c>.</summary>
    public static bool IsUnreserved(char value) => Unreserved.Contains(value);

    /// <summary>Decodes once. False for broken escapes, bytes that are not UTF-8, NUL, raw control characters, half characters.</summary>
    /// <param name="text">A part of a raw request target.</param>
    /// <param name="plusIsSpace">As in query strings; in a path a plus sign is itself.</param>
    /// <param name="decoded">The text meant.</param>
    public static bool TryDecode(ReadOnlySpan<char> text, bool plusIsSpace, [NotNullWhen(true)] out string? decoded)
    {
        if (!text.ContainsAnyExcept(Unreserved))
        {
            decoded = text.ToString();
            return true;
        }

        decoded = null;
        var length = Encoding.UTF8.GetMaxByteCount(text.Length);
        var rented = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            if (!TryDecode(text, plusIsSpace, rented, out var written)) return false;
            decoded = StrictUtf8.GetString(rented, 0, written);
            return true;
        }
        catch (ArgumentException)
        {
            return false;   // bytes that are not UTF-8, or a lone surrogate
        }
        finally
        {
            // Presigned URLs carry session tokens.
            ArrayPool<byte>.Shared.Return(rented, clearArray: true);
        }
    }

    /// <summary>Escapes everything but the unreserved characters, as UTF-8 with upper-case digits: AWS's UriEncode.</summary>
    public static string Encode(ReadOnlySpan<char> text)
    {
        if (!text.ContainsAnyExcept(Unreserved)) return text.ToString();
        var builder = new Utf8Builder(stackalloc byte[512]);
        try
        {
            builder.AppendEscaped(text);
            return Encoding.ASCII.GetString(builder.Written);
        }
        finally
        {
            builder.Dispose();
        }
    }

    /// <summary>The byte that the escape at the front of <paramref name="text"/> stands for; -1 if it is none.</summary>
    internal static int ByteOf(ReadOnlySpan<char> text) =>
        text.Length >= 3 && text[0] == '%' && char.IsAsciiHexDigit(text[1]) && char.IsAsciiHexDigit(text[2])
            ? (Digit(text[1]) << 4) | Digit(text[2])
            : -1;

    private static bool TryDecode(ReadOnlySpan<char> text, bool plusIsSpace, Span<byte> bytes, out int written)
    {
        written = 0;
        while (!text.IsEmpty)
        {
            var literal = text.IndexOfAny('%', '+');
            if (literal < 0) literal = text.Length;
            if (literal > 0)
            {
                var run = text[..literal];
                if (run.ContainsAnyInRange('\0', '\u001f') || run.ContainsAny('\u007f', '#')) return false;
                written += StrictUtf8.GetBytes(run, bytes[written..]);
                text = text[literal..];
                continue;
            }

            if (text[0] == '+')
            {
                bytes[written++] = plusIsSpace ? (byte)' ' : (byte)'+';
                text = text[1..];
                continue;
            }

            if (ByteOf(text) is not (> 0 and var value)) return false;
            bytes[written++] = (byte)value;
            text = text[3..];
        }

        return true;
    }

    private static int Digit(char digit) => char.IsAsciiDigit(digit) ? digit - '0' : (digit | 0x20) - 'a' + 10;
}
