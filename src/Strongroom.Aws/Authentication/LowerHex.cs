using System.Buffers;

namespace Strongroom.Aws;

/// <summary>Lower-case hexadecimal digits, the only ones that signatures and hashes are written in.</summary>
internal static class LowerHex
{
    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789abcdef");

    /// <summary>True if there is nothing else.</summary>
    public static bool Is(ReadOnlySpan<char> text) => !text.ContainsAnyExcept(Digits);

    /// <summary>Reads exactly as many bytes as fit.</summary>
    public static bool TryRead(ReadOnlySpan<char> text, Span<byte> bytes) =>
        text.Length == 2 * bytes.Length && Is(text) && Convert.FromHexString(text, bytes, out _, out _) is OperationStatus.Done;
}
