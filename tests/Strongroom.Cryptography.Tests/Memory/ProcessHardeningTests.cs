namespace Strongroom.Cryptography.Tests.Memory;

[Collection(ProcessMemory)]
public sealed class ProcessHardeningTests
{
    /// <summary>Tests that read or change how this process's memory may be read.</summary>
    public const string ProcessMemory = "process memory";

    private const int GetDumpable = 3;

    [Fact]
    public void A_hardened_process_dumps_no_core_and_opens_its_memory_to_nobody()
    {
        if (!OperatingSystem.IsLinux()) Assert.Skip("the calls are Linux's");
        try
        {
            ProcessHardening.Apply();
            Assert.Equal(0, Libc.ProcessControl(GetDumpable, 0, 0, 0, 0));
            Assert.Equal(0, Libc.GetLimit(Libc.LimitCore, out var core));
            Assert.Equal((0, 0), ((int)core.Soft, (int)core.Hard));
            Libc.GetLimit(Libc.LimitLockedMemory, out var locked);
            Assert.Equal(locked.Hard, locked.Soft);
        }
        finally
        {
            _ = Libc.ProcessControl(Libc.SetDumpable, 1, 0, 0, 0);
        }
    }
}
