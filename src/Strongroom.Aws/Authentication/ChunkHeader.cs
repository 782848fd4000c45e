using System.Globalization;

namespace Strongroom.Aws;

/// <summary>The line before a chunk: its size and perhaps its signature.</summary>
internal static class ChunkHeader
{
    private const string Extension = ";chunk-signature=";
    private const int MaxDigits = 12;   // far beyond the largest object

    /// <summary>Reads a line: hexadecimal digits, with a signature behind them where chunks are signed. False for anything else.</summary>
    public static bool TryParse(ReadOnlySpan<char> line, bool signed, out long size, Span<byte> signature)
    {
        size = 0;
        var digits = line;
        if (signed)
        {
            if (line.IndexOf(Extension) is not (>= 0 and var at)) return false;
            digits = line[..at];
            if (!LowerHex.TryRead(line[(at + Extension.Length)..], signature)) return false;
        }

        return digits.Length is > 0 and <= MaxDigits
            && long.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out size);
    }
}
