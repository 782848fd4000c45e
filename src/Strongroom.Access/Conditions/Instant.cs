using System.Globalization;

namespace Strongroom.Access;

/// <summary>A moment as policies and requests write it: ISO 8601 (a zone or none, which is UTC), or seconds since 1970.</summary>
internal static class Instant
{
    private static readonly string[] Formats =
    [
        "yyyy-MM-dd", "yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK",
        "yyyyMMdd'T'HHmmssK",
    ];

    /// <summary>The ticks of the moment, in UTC.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out long ticks)
    {
        ticks = 0;
        if (text.Length is 0 or > 40) return false;
        var digits = text[0] == '-' ? text[1..] : text;
        if (!digits.ContainsAnyExceptInRange('0', '9'))
        {
            if (!long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var seconds)) return false;
            if (seconds is < -62_135_596_800 or > 253_402_300_799) return false;
            ticks = DateTime.UnixEpoch.Ticks + (seconds * TimeSpan.TicksPerSecond);
            return true;
        }

        if (!DateTimeOffset.TryParseExact(text, Formats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment)) return false;
        ticks = moment.UtcTicks;
        return true;
    }
}
