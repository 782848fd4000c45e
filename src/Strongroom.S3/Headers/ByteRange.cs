using System.Globalization;
using Strongroom.Aws;

namespace Strongroom.S3.Headers;

/// <summary>A part of an object that a read asks for.</summary>
/// <param name="Offset">Where it begins.</param>
/// <param name="Length">How many bytes.</param>
public readonly record struct ByteRange(long Offset, long Length)
{
    /// <summary>Reads a Range header; null where it is none that is understood, and then all is sent.</summary>
    /// <param name="header">The header.</param>
    /// <param name="size">Bytes in the object.</param>
    /// <exception cref="FaultException">InvalidRange: it begins behind the end.</exception>
    public static ByteRange? Parse(string? header, long size)
    {
        const string Unit = "bytes=";
        if (header is null || !header.StartsWith(Unit, StringComparison.OrdinalIgnoreCase)) return null;
        var text = header[Unit.Length..].Trim();
        var dash = text.IndexOf('-', StringComparison.Ordinal);
        if (dash < 0 || text.Contains(',', StringComparison.Ordinal)) return null;
        if (dash == 0)
        {
            if (!TryParse(text[1..], out var last)) return null;
            return last == 0 || size == 0 ? throw Unsatisfiable(header, size) : new(Math.Max(0, size - last), Math.Min(last, size));
        }

        if (!TryParse(text[..dash], out var from)) return null;
        var to = size - 1;
        if (dash + 1 < text.Length && !TryParse(text[(dash + 1)..], out to)) return null;
        if (to < from && dash + 1 < text.Length) return null;
        return from >= size ? throw Unsatisfiable(header, size) : new(from, Math.Min(to, size - 1) - from + 1);
    }

    /// <summary>The Content-Range header.</summary>
    public string In(long size) => $"bytes {Offset}-{Offset + Length - 1}/{size}";

    private static bool TryParse(string text, out long value) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value);

    private static FaultException Unsatisfiable(string header, long size) => new("InvalidRange", "The requested range is not satisfiable")
    {
        Status = 416,
        Headers = new Dictionary<string, string> { ["Content-Range"] = $"bytes */{size}" },
        Details = new Dictionary<string, object?> { ["RangeRequested"] = header, ["ActualObjectSize"] = size },
    };
}
