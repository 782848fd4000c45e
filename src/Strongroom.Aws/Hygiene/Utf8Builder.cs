using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace Strongroom.Aws;

/// <summary>Builds UTF-8 text on the stack, moving to a pooled array when it grows. Dispose it: the array goes back cleared.</summary>
internal ref struct Utf8Builder(Span<byte> initial)
{
    private Span<byte> _buffer = initial;
    private byte[]? _rented;
    private int _length;

    /// <summary>What was written.</summary>
    public readonly ReadOnlySpan<byte> Written => _buffer[.._length];

    /// <summary>Takes back everything after the first <paramref name="length"/> bytes.</summary>
    public void Truncate(int length) => _length = length;

    /// <summary>Adds one byte.</summary>
    public void Append(byte value)
    {
        if (_length == _buffer.Length) Grow(1);
        _buffer[_length++] = value;
    }

    /// <summary>Adds bytes.</summary>
    public void Append(scoped ReadOnlySpan<byte> bytes)
    {
        if (_buffer.Length - _length < bytes.Length) Grow(bytes.Length);
        bytes.CopyTo(_buffer[_length..]);
        _length += bytes.Length;
    }

    /// <summary>Adds text, which is well-formed UTF-16.</summary>
    public void Append(scoped ReadOnlySpan<char> text)
    {
        // Nearly everything is ASCII: a byte a character. The rest needs at most three.
        if (_buffer.Length - _length < text.Length) Grow(text.Length);
        if (Ascii.FromUtf16(text, _buffer[_length..], out var written) is OperationStatus.Done)
        {
            _length += written;
            return;
        }

        if (_buffer.Length - _length < 3 * text.Length) Grow(3 * text.Length);
        Utf8.FromUtf16(text, _buffer[_length..], out _, out written);
        _length += written;
    }

    /// <summary>Adds two lower-case hexadecimal digits a byte.</summary>
    public void AppendHex(scoped ReadOnlySpan<byte> bytes)
    {
        if (_buffer.Length - _length < 2 * bytes.Length) Grow(2 * bytes.Length);
        Convert.TryToHexStringLower(bytes, _buffer[_length..], out var written);
        _length += written;
    }

    /// <summary>Adds an escape, with upper-case digits.</summary>
    public void AppendEscape(byte value)
    {
        const string Digits = "0123456789ABCDEF";
        Append((byte)'%');
        Append((byte)Digits[value >> 4]);
        Append((byte)Digits[value & 15]);
    }

    /// <summary>Adds text with everything but unreserved characters, and perhaps the slash, escaped.</summary>
    public void AppendEscaped(scoped ReadOnlySpan<char> text, bool slashIsLiteral = false)
    {
        Span<byte> utf8 = stackalloc byte[4];
        while (!text.IsEmpty)
        {
            var value = text[0];
            if (PercentEncoding.IsUnreserved(value) || (slashIsLiteral && value == '/'))
            {
                Append((byte)value);
                text = text[1..];
                continue;
            }

            Rune.DecodeFromUtf16(text, out var rune, out var consumed);
            var written = rune.EncodeToUtf8(utf8);
            foreach (var octet in utf8[..written]) AppendEscape(octet);
            text = text[consumed..];
        }
    }

    /// <summary>Gives the pooled array back.</summary>
    public void Dispose()
    {
        var rented = _rented;
        this = default;
        if (rented is not null) ArrayPool<byte>.Shared.Return(rented, clearArray: true);
    }

    private void Grow(int more)
    {
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(_length + more, 2 * _buffer.Length));
        Written.CopyTo(larger);
        if (_rented is { } rented) ArrayPool<byte>.Shared.Return(rented, clearArray: true);
        _buffer = _rented = larger;
    }
}
