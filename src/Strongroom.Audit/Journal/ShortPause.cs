using System.Runtime.InteropServices;

namespace Strongroom.Audit;

/// <summary>A pause of some 100 microseconds: shorter than the runtime's timers know, and without burning a processor that requests need.</summary>
internal static partial class ShortPause
{
    private const long Nanoseconds = 100_000;

    public static unsafe void Take()
    {
        if (OperatingSystem.IsWindows())
        {
            Thread.Yield();
            return;
        }

        var time = stackalloc long[] { 0, Nanoseconds };
        _ = NativeNanosleep(time, null);   // woken early by a signal: then the pause was shorter
    }

    [LibraryImport("libc", EntryPoint = "nanosleep")]
    private static unsafe partial int NativeNanosleep(long* time, long* left);
}
