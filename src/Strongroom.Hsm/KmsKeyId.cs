namespace Strongroom.Hsm;

/// <summary>A KMS key id as 16 bytes: of a UUID, or of the 32 hex digits after <c>mrk-</c>, which then is a key of many regions.</summary>
internal readonly record struct KmsKeyId(Guid Value, bool IsMultiRegion)
{
    private const string MultiRegionPrefix = "mrk-";

    /// <summary>Reads the one spelling that <see cref="ToString"/> writes; false for anything else, upper case included.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out KmsKeyId id)
    {
        var multiRegion = text.StartsWith(MultiRegionPrefix, StringComparison.Ordinal);
        var digits = multiRegion ? text[MultiRegionPrefix.Length..] : text;
        var format = multiRegion ? "n" : "d";
        Span<char> canonical = stackalloc char[36];
        id = default;
        if (!Guid.TryParseExact(digits, format, out var value) || !value.TryFormat(canonical, out var length, format)) return false;
        if (!digits.SequenceEqual(canonical[..length])) return false;
        id = new(value, multiRegion);
        return true;
    }

    public override string ToString() => IsMultiRegion ? $"{MultiRegionPrefix}{Value:n}" : Value.ToString("d");
}
