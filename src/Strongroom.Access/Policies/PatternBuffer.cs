using System.Buffers;

namespace Strongroom.Access;

/// <summary>Grows a pattern on the stack, and in rented memory when it gets long.</summary>
internal ref struct PatternBuffer(Span<char> characters, Span<ushort> mask)
{
    private Span<char> characters = characters;
    private Span<ushort> mask = mask;
    private char[]? rentedCharacters;
    private ushort[]? rentedMask;
    private int length;

    public readonly ReadOnlySpan<char> Characters => characters[..length];

    public readonly ReadOnlySpan<ushort> Mask => mask[..length];

    public void Append(ReadOnlySpan<char> text)
    {
        Reserve(text.Length);
        text.CopyTo(characters[length..]);
        mask.Slice(length, text.Length).Fill(Wildcard.Literal);
        length += text.Length;
    }

    public void Append(ushort wildcard)
    {
        Reserve(1);
        characters[length] = '\0';
        mask[length++] = wildcard;
    }

    public void Dispose()
    {
        if (rentedCharacters is not null) ArrayPool<char>.Shared.Return(rentedCharacters);
        if (rentedMask is not null) ArrayPool<ushort>.Shared.Return(rentedMask);
        this = default;
    }

    private void Reserve(int more)
    {
        if (length + more <= characters.Length) return;
        var size = Math.Max(characters.Length * 2, length + more);
        var widerCharacters = ArrayPool<char>.Shared.Rent(size);
        var widerMask = ArrayPool<ushort>.Shared.Rent(size);
        Characters.CopyTo(widerCharacters);
        Mask.CopyTo(widerMask);
        if (rentedCharacters is not null) ArrayPool<char>.Shared.Return(rentedCharacters);
        if (rentedMask is not null) ArrayPool<ushort>.Shared.Return(rentedMask);
        (rentedCharacters, rentedMask) = (widerCharacters, widerMask);
        characters = widerCharacters.AsSpan(0, size);
        mask = widerMask.AsSpan(0, size);
    }
}
