using System.Globalization;
using System.IO.Compression;
using Strongroom.Cryptography;
using Strongroom.Seams;

namespace Strongroom.CloudTrail;

/// <summary>A log file in the making: some events of one region.</summary>
internal sealed class LogFile : IDisposable
{
    private const string Letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    private readonly MemoryStream content = new();
    private DateTimeOffset oldest = DateTimeOffset.MaxValue, newest = DateTimeOffset.MinValue;

    public LogFile() => content.Write("{\"Records\":["u8);

    /// <summary>Adds an event's record.</summary>
    public void Add(ReadOnlySpan<byte> record, DateTimeOffset time)
    {
        if (newest > DateTimeOffset.MinValue) content.WriteByte((byte)',');
        content.Write(record);
        oldest = time < oldest ? time : oldest;
        newest = time > newest ? time : newest;
    }

    /// <inheritdoc/>
    public void Dispose() => content.Dispose();

    /// <summary>The file, and what a digest tells of it.</summary>
    /// <remarks>User Guide, "CloudTrail log file name format".</remarks>
    public (DeliveredLog Log, DeliveredObject Object) Finish(Trail trail, string region, DateTimeOffset now)
    {
        content.Write("]}"u8);
        var random = new string([.. Enumerable.Range(0, 16).Select(static _ => Letters[RandomBytes.Below(Letters.Length)])]);
        var key = string.Create(CultureInfo.InvariantCulture,
            $"{trail.Root}/CloudTrail/{region}/{now.UtcDateTime:yyyy/MM/dd}/{trail.Account}_CloudTrail_{region}_{now.UtcDateTime:yyyyMMdd'T'HHmm'Z'}_{random}.json.gz");
        var bytes = content.ToArray();
        return (new(trail.BucketName, key, Compressed.HashOf(bytes), oldest, newest),
            new(Compressed.Of(bytes), "application/json", "gzip", new Dictionary<string, string>(), trail.KmsKeyArn));
    }
}

/// <summary>What log files and digests have in common.</summary>
internal static class Compressed
{
    public static byte[] Of(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal)) gzip.Write(bytes);
        return packed.ToArray();
    }

    public static string HashOf(ReadOnlySpan<byte> bytes)
    {
        Span<byte> hash = stackalloc byte[Hash.Sha256Length];
        Hash.Sha256(bytes, hash);
        return Convert.ToHexStringLower(hash);
    }
}
