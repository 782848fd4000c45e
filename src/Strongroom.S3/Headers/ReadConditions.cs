using System.Globalization;
using Strongroom.Aws;

namespace Strongroom.S3.Headers;

/// <summary>The conditions of a read, as RFC 9110 and S3 decide them.</summary>
/// <param name="IfMatch">Entity tags of which one must fit.</param>
/// <param name="IfNoneMatch">Entity tags of which none may fit.</param>
/// <param name="IfModifiedSince">A time behind which it must have changed.</param>
/// <param name="IfUnmodifiedSince">A time behind which it must not have changed.</param>
public readonly record struct ReadConditions(string? IfMatch, string? IfNoneMatch, string? IfModifiedSince, string? IfUnmodifiedSince)
{
    /// <summary>Refuses unless the conditions hold for an object.</summary>
    /// <param name="etag">Its entity tag, without quotes.</param>
    /// <param name="modified">When it was last modified.</param>
    /// <param name="copying">The conditions are those of a copy's source, which answers 412 in every case.</param>
    /// <exception cref="FaultException">PreconditionFailed (412); NotModified (304).</exception>
    public void Demand(string etag, DateTimeOffset modified, bool copying = false)
    {
        if (IfMatch is not null)
        {
            if (!Fits(IfMatch, etag)) throw S3Faults.PreconditionFailed(copying ? "x-amz-copy-source-If-Match" : "If-Match");
        }
        else if (ParseTime(IfUnmodifiedSince) is { } before && modified > before)
        {
            throw S3Faults.PreconditionFailed(copying ? "x-amz-copy-source-If-Unmodified-Since" : "If-Unmodified-Since");
        }

        var changed = IfNoneMatch is not null ? !Fits(IfNoneMatch, etag) : ParseTime(IfModifiedSince) is not { } since || modified > since;
        if (changed) return;
        if (copying) throw S3Faults.PreconditionFailed(IfNoneMatch is not null ? "x-amz-copy-source-If-None-Match" : "x-amz-copy-source-If-Modified-Since");
        throw new FaultException("NotModified", "Not Modified")
        {
            Status = 304,
            Headers = new Dictionary<string, string> { ["ETag"] = $"\"{etag}\"", ["Last-Modified"] = S3Time.Http(modified) },
        };
    }

    /// <summary>True when one of the entity tags of a condition is that one, or <c>*</c>.</summary>
    public static bool Fits(string condition, string etag)
    {
        foreach (var range in condition.AsSpan().Split(','))
        {
            var tag = condition.AsSpan(range).Trim();
            if (tag is "*") return true;
            if (tag.StartsWith("W/", StringComparison.Ordinal)) tag = tag[2..];
            if (tag.Trim('"').SequenceEqual(etag)) return true;
        }

        return false;
    }

    // What is no time is no condition.
    private static DateTimeOffset? ParseTime(string? text)
        => DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time) ? time : null;
}

/// <summary>How S3 writes times.</summary>
public static class S3Time
{
    /// <summary>In headers: RFC 9110.</summary>
    public static string Http(DateTimeOffset time) => time.UtcDateTime.ToString("R", CultureInfo.InvariantCulture);

    /// <summary>In XML: always with milliseconds.</summary>
    public static string Xml(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    /// <summary>An object's time has no fraction of a second.</summary>
    public static DateTimeOffset ToSecond(DateTimeOffset time) => time.AddTicks(-(time.Ticks % TimeSpan.TicksPerSecond));
}
