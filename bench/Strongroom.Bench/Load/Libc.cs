using System.Runtime.InteropServices;

namespace Strongroom.Bench.Load;

/// <summary>The few system calls of the load generator: per request one send, one receive, and a share of one wait.</summary>
internal static unsafe partial class Libc
{
    public const int DontWait = 0x40;
    public const int NoSignal = 0x4000;
    public const int Again = 11;
    public const int Interrupted = 4;

    private const int Add = 1;
    private const uint Readable = 1;

    /// <summary>struct epoll_event is packed on x64, and aligned elsewhere.</summary>
    public static readonly int EventSize = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 12 : 16;

    private static readonly int DataOffset = EventSize - 8;

    /// <summary>A new epoll descriptor.</summary>
    public static int NewEpoll()
    {
        var epoll = epoll_create1(0);
        return epoll >= 0 ? epoll : throw new InvalidOperationException("epoll_create1 failed");
    }

    /// <summary>Watches <paramref name="socket"/> for input, under <paramref name="index"/>.</summary>
    public static void Watch(int epoll, int socket, int index)
    {
        var record = stackalloc byte[16];
        *(uint*)record = Readable;
        *(ulong*)(record + DataOffset) = (ulong)index;
        if (epoll_ctl(epoll, Add, socket, record) != 0)
            throw new InvalidOperationException("epoll_ctl failed");
    }

    /// <summary>Waits at most <paramref name="nanoseconds"/> (-1: until something comes), then says how many of <paramref name="events"/> are filled.</summary>
    public static int Wait(int epoll, byte[] events, long nanoseconds)
    {
        fixed (byte* first = events)
        {
            var time = stackalloc long[] { nanoseconds / 1_000_000_000, nanoseconds % 1_000_000_000 };
            var count = epoll_pwait2(epoll, first, events.Length / EventSize, nanoseconds < 0 ? null : time, null);
            if (count < 0 && Marshal.GetLastPInvokeError() != Interrupted)
                throw new InvalidOperationException("epoll_pwait2 failed");
            return Math.Max(count, 0);
        }
    }

    /// <summary>The index of a filled event.</summary>
    public static int IndexOf(byte[] events, int position) => (int)BitConverter.ToUInt64(events, position * EventSize + DataOffset);

    public static nint Send(int socket, ReadOnlySpan<byte> bytes)
    {
        fixed (byte* first = bytes)
            return send(socket, first, bytes.Length, NoSignal);
    }

    public static nint Receive(int socket, Span<byte> bytes)
    {
        fixed (byte* first = bytes)
            return recv(socket, first, bytes.Length, DontWait);
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial int epoll_create1(int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int epoll_ctl(int epoll, int operation, int descriptor, byte* record);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int epoll_pwait2(int epoll, byte* events, int most, long* time, void* signals);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint send(int socket, byte* bytes, nint length, int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint recv(int socket, byte* bytes, nint length, int flags);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int close(int descriptor);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int fdatasync(nint descriptor);
}
