using System.Globalization;

namespace Strongroom.Aws;

/// <summary>Dates of signatures: ISO 8601's basic format in UTC, to the second, as in <c>20260102T030405Z</c>.</summary>
internal static class RequestTime
{
    /// <summary>Characters of a time.</summary>
    public const int Length = 16;

    /// <summary>Reads X-Amz-Date; false for anything else.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out DateTimeOffset time)
    {
        time = default;
        if (text.Length != Length || text[8] != 'T' || text[15] != 'Z') return false;
        var (date, clock) = (Number(text[..8]), Number(text[9..15]));
        if (date < 0 || clock < 0) return false;
        var (year, month, day) = (date / 10000, date / 100 % 100, date % 100);
        var (hour, minute, second) = (clock / 10000, clock / 100 % 100, clock % 100);
        if (year < 1 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month)) return false;
        if (hour > 23 || minute > 59 || second > 59) return false;
        time = new(year, month, day, hour, minute, second, TimeSpan.Zero);
        return true;
    }

    /// <summary>Reads a Date header, which may be in HTTP's own format too.</summary>
    public static bool TryParseHttpDate(string text, out DateTimeOffset time) =>
        TryParse(text, out time)
        || DateTimeOffset.TryParseExact(text, "r", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out time);

    /// <summary>Writes a time.</summary>
    public static string Format(DateTimeOffset time) => time.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);

    private static int Number(ReadOnlySpan<char> digits)
    {
        var value = 0;
        foreach (var digit in digits)
        {
            if (!char.IsAsciiDigit(digit)) return -1;
            value = (value * 10) + (digit - '0');
        }

        return value;
    }
}
