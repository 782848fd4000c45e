namespace Strongroom.Aws;

/// <summary>
/// Ids of requests and events: unique, not secret. A random start and a bijective scramble of a counter: no system call each.
/// </summary>
internal static class UniqueIds
{
    private static readonly (ulong High, ulong Low) Start = Split(Guid.NewGuid());
    private static long count;

    /// <summary>An id that no other call, thread or process has.</summary>
    public static Guid Next()
    {
        var n = (ulong)Interlocked.Increment(ref count);
        Span<byte> bytes = stackalloc byte[16];
        BitConverter.TryWriteBytes(bytes, Scramble(Start.High + n));
        BitConverter.TryWriteBytes(bytes[8..], Scramble(Start.Low ^ Scramble(n)));
        bytes[7] = (byte)((bytes[7] & 0x0f) | 0x40); // version 4, as CloudTrail's ids have
        bytes[8] = (byte)((bytes[8] & 0x3f) | 0x80);
        return new(bytes);
    }

    // SplitMix64's finalizer: distinct counts give distinct results.
    private static ulong Scramble(ulong x)
    {
        x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9;
        x = (x ^ (x >> 27)) * 0x94d049bb133111eb;
        return x ^ (x >> 31);
    }

    private static (ulong High, ulong Low) Split(Guid random)
    {
        Span<byte> bytes = stackalloc byte[16];
        random.TryWriteBytes(bytes);
        return (BitConverter.ToUInt64(bytes), BitConverter.ToUInt64(bytes[8..]));
    }
}
