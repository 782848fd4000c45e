using System.Buffers.Binary;
using System.Text;

namespace Strongroom.Cryptography;

/// <summary>
/// Writes the context of a box or a derivation: a purpose, then fields each behind its length, so that no two contexts encode alike.
/// </summary>
public ref struct ContextWriter(Span<byte> destination)
{
    private readonly Span<byte> _destination = destination;
    private int _length;

    /// <summary>What was written so far.</summary>
    public readonly ReadOnlySpan<byte> Written => _destination[.._length];

    /// <summary>Bytes that <see cref="Field(ReadOnlySpan{byte})"/> writes for a field of this length.</summary>
    public static int FieldLength(int length) => sizeof(uint) + length;

    /// <summary>Writes bytes as they are: a purpose, or what has one length only.</summary>
    public void Raw(scoped ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(_destination[_length..]);
        _length += bytes.Length;
    }

    /// <summary>Writes the length as four bytes, big-endian, then the bytes.</summary>
    public void Field(scoped ReadOnlySpan<byte> bytes)
    {
        BinaryPrimitives.WriteInt32BigEndian(_destination[_length..], bytes.Length);
        _length += sizeof(int);
        Raw(bytes);
    }

    /// <summary>Writes the text's UTF-8 bytes as a field.</summary>
    public void Field(scoped ReadOnlySpan<char> text)
    {
        var length = Encoding.UTF8.GetBytes(text, _destination[(_length + sizeof(int))..]);
        BinaryPrimitives.WriteInt32BigEndian(_destination[_length..], length);
        _length += sizeof(int) + length;
    }
}
