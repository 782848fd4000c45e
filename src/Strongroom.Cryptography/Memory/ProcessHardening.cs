using System.Runtime.InteropServices;

namespace Strongroom.Cryptography;

/// <summary>What a process that holds secrets asks of its kernel before the first secret exists.</summary>
public static class ProcessHardening
{
    /// <summary>
    /// No core dumps, no debugger or <c>/proc/PID/mem</c> for other processes of the same user, and as much lockable memory as the hard
    /// limit allows. Does nothing outside Linux.
    /// </summary>
    /// <exception cref="SecretMemoryException">The kernel refused.</exception>
    public static void Apply()
    {
        if (!OperatingSystem.IsLinux()) return;

        if (Libc.ProcessControl(Libc.SetDumpable, 0, 0, 0, 0) != 0)
            throw new SecretMemoryException($"The process could not be made undumpable (prctl: {Marshal.GetLastPInvokeErrorMessage()}).");
        var none = default(Libc.Limit);
        if (Libc.SetLimit(Libc.LimitCore, none) != 0)
            throw new SecretMemoryException($"Core dumps could not be switched off (setrlimit: {Marshal.GetLastPInvokeErrorMessage()}).");
        RaiseLockedMemoryLimit();
    }

    /// <summary>
    /// Raises the soft limit of lockable memory to the hard one. A refusal shows when memory is locked, with a better message.
    /// </summary>
    internal static void RaiseLockedMemoryLimit()
    {
        if (Libc.GetLimit(Libc.LimitLockedMemory, out var limit) != 0 || limit.Soft == limit.Hard) return;
        limit.Soft = limit.Hard;
        _ = Libc.SetLimit(Libc.LimitLockedMemory, limit);
    }
}
