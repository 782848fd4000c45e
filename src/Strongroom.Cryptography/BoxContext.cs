namespace Strongroom.Cryptography;

/// <summary>
/// What a sealed box is bound to: one byte string, given whole or as a fixed head and a tail that nobody needs to join first.
/// </summary>
/// <remarks>The parts are simply concatenated, so whoever gives two owes an encoding in which their border is no question.</remarks>
public readonly ref struct BoxContext(ReadOnlySpan<byte> head, ReadOnlySpan<byte> tail)
{
    private readonly ReadOnlySpan<byte> _head = head, _tail = tail;

    /// <summary>Bytes of both parts.</summary>
    public int Length => checked(_head.Length + _tail.Length);

    /// <summary>A context in one piece.</summary>
    public static implicit operator BoxContext(ReadOnlySpan<byte> whole) => new(whole, default);

    /// <summary>A context in one piece.</summary>
    public static implicit operator BoxContext(byte[]? whole) => new(whole, default);

    internal void CopyTo(Span<byte> destination)
    {
        _head.CopyTo(destination);
        _tail.CopyTo(destination[_head.Length..]);
    }
}
