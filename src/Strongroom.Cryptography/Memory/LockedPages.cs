using System.Runtime.InteropServices;

namespace Strongroom.Cryptography;

/// <summary>Whole pages between two unreadable ones: locked into RAM, left out of core dumps, empty in a forked child.</summary>
internal sealed unsafe class LockedPages : SafeHandle
{
    private readonly nuint _mapped;

    /// <param name="length">Bytes; rounded up to whole pages.</param>
    /// <param name="allowUnlocked">Accept pages that the kernel refuses to lock; <see cref="IsLocked"/> then tells.</param>
    /// <exception cref="SecretMemoryException"/>
    public LockedPages(int length, bool allowUnlocked) : base(0, ownsHandle: true)
    {
        var page = Environment.SystemPageSize;
        Length = checked((length + page - 1) / page * page);
        if (OperatingSystem.IsLinux())
        {
            _mapped = (nuint)(Length + 2 * page);
            SetHandle(Map(page));
            IsLocked = Libc.Lock(Base, (nuint)Length) == 0;
        }
        else
        {
            SetHandle((nint)NativeMemory.AllocZeroed((nuint)Length));
            Base = handle;
        }

        if (IsLocked || allowUnlocked) return;
        var reason = Marshal.GetLastPInvokeErrorMessage();
        Dispose();
        throw new SecretMemoryException(
            $"Memory for keys could not be locked ({reason}), so keys might be written to swap. Raise the limit of locked memory "
            + "(ulimit -l; LimitMEMLOCK= in a systemd unit; --ulimit memlock= for a container), or allow unlocked memory explicitly.");
    }

    /// <summary>The first usable byte.</summary>
    public nint Base { get; private set; }

    /// <summary>Usable bytes.</summary>
    public int Length { get; }

    /// <summary>False where the kernel refused and the caller accepted that.</summary>
    public bool IsLocked { get; }

    public override bool IsInvalid => handle == 0;

    public Span<byte> Bytes => new((void*)Base, Length);

    protected override bool ReleaseHandle()
    {
        if (Base != 0) System.Security.Cryptography.CryptographicOperations.ZeroMemory(Bytes);
        if (OperatingSystem.IsLinux()) return Libc.Unmap(handle, _mapped) == 0;
        NativeMemory.Free((void*)handle);
        return true;
    }

    private nint Map(int page)
    {
        var mapping = Libc.Map(0, _mapped, Libc.ProtectNone, Libc.MapPrivate | Libc.MapAnonymous, -1, 0);
        if (mapping == -1) throw new SecretMemoryException($"No memory for keys (mmap: {Marshal.GetLastPInvokeErrorMessage()}).");
        Base = mapping + page;
        if (Libc.Protect(Base, (nuint)Length, Libc.ProtectRead | Libc.ProtectWrite) == 0
            && Libc.Advise(Base, (nuint)Length, Libc.AdviseDontDump) == 0
            && Libc.Advise(Base, (nuint)Length, Libc.AdviseWipeOnFork) == 0)
            return mapping;

        var reason = Marshal.GetLastPInvokeErrorMessage();
        _ = Libc.Unmap(mapping, _mapped);
        throw new SecretMemoryException($"Memory for keys could not be kept out of core dumps and forked processes ({reason}).");
    }
}
