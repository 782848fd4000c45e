using System.Globalization;

namespace Strongroom.Cryptography.Tests.Memory;

public sealed class SecretArenaTests
{
    [Fact]
    public void Zeroization_leaves_every_slot_zero_and_refuses_every_owner()
    {
        using var arena = new SecretArena();
        var owned = new List<KeyMaterial>();
        for (var length = 0; length <= 20_000; length += 37) owned.Add(KeyMaterial.Random(length, arena));
        Assert.False(arena.IsZero);

        arena.Dispose();

        Assert.True(arena.IsZero);
        Assert.All(owned, material => Assert.Throws<ObjectDisposedException>(() => material.Borrow().Dispose()));
        Assert.Throws<ObjectDisposedException>(() => KeyMaterial.Random(32, arena));
        foreach (var material in owned) material.Dispose();
    }

    [Fact]
    public async Task Zeroization_waits_for_the_reader_and_then_wipes()
    {
        using var arena = new SecretArena();
        using var material = KeyMaterial.Random(32, arena);
        using var borrowed = new ManualResetEventSlim();
        using var finish = new ManualResetEventSlim();
        var reader = Task.Run(() =>
        {
            using var lease = material.Borrow();
            borrowed.Set();
            finish.Wait();
            return lease.Bytes.ContainsAnyExcept((byte)0);
        }, TestContext.Current.CancellationToken);
        borrowed.Wait(TestContext.Current.CancellationToken);
        var zeroizer = Task.Run(arena.Dispose, TestContext.Current.CancellationToken);
        while (!arena.IsDisposed) await Task.Yield();
        finish.Set();

        Assert.True(await reader);
        await zeroizer;
        Assert.True(arena.IsZero);
    }

    [Fact]
    public void A_slot_that_comes_back_reads_zero_for_its_next_owner()
    {
        using var arena = new SecretArena();
        for (var round = 0; round < 3; round++)
        {
            KeyMaterial.Random(32, arena).Dispose();
            Assert.True(arena.IsZero);
            using var next = KeyMaterial.Create(32, 0, static (bytes, _) => Assert.False(bytes.ContainsAnyExcept((byte)0)), arena);
        }
    }

    [Fact]
    public void A_large_secret_gives_its_pages_back()
    {
        using var arena = new SecretArena(1 << 20);
        var before = arena.MappedLength;
        for (var round = 0; round < 40; round++)
        {
            using var large = KeyMaterial.Random(100_000, arena);
            Assert.True(arena.MappedLength >= before + 100_000);
        }

        Assert.Equal(before, arena.MappedLength);
    }

    [Fact]
    public void An_arena_is_bounded_and_works_again_once_secrets_are_given_back()
    {
        using var arena = new SecretArena(128 << 10);
        var owned = new List<KeyMaterial>();
        for (var i = 0; i < 4; i++) owned.Add(KeyMaterial.Random(16 << 10, arena));
        Assert.Throws<SecretMemoryException>(() => KeyMaterial.Random(16 << 10, arena));
        foreach (var material in owned) material.Dispose();
        KeyMaterial.Random(16 << 10, arena).Dispose();
    }

    [Fact]
    public void Its_pages_are_locked_left_out_of_dumps_and_wiped_on_fork()
    {
        if (!OperatingSystem.IsLinux()) Assert.Skip("the kernel's flags are read from /proc");
        using var arena = new SecretArena();
        Assert.True(arena.IsLocked);
        using var material = KeyMaterial.Random(32, arena);
        using var lease = material.Borrow();
        var flags = FlagsOfMappingAt(AddressOf(lease.Bytes));
        Assert.Contains("lo", flags);
        Assert.Contains("dd", flags);
        Assert.Contains("wf", flags);
        Assert.DoesNotContain("lo", FlagsOfMappingAt(AddressOf(GC.AllocateArray<byte>(32, pinned: true))));
    }

    [Fact]
    public async Task Owners_on_many_threads_never_see_each_others_bytes()
    {
        using var arena = new SecretArena();
        var threads = Enumerable.Range(1, 4).Select(number => Task.Run(() =>
        {
            for (var round = 0; round < 20_000; round++)
            {
                using var material = KeyMaterial.Create(48, (byte)number, static (bytes, value) => bytes.Fill(value), arena);
                using var lease = material.Borrow();
                if (lease.Bytes.ContainsAnyExcept((byte)number)) return false;
            }

            return true;
        }));
        Assert.All(await Task.WhenAll(threads), Assert.True);
        Assert.True(arena.IsZero);
    }

    private static unsafe nint AddressOf(ReadOnlySpan<byte> bytes)
    {
        fixed (byte* address = bytes) return (nint)address;
    }

    private static string[] FlagsOfMappingAt(nint address)
    {
        var inside = false;
        foreach (var line in File.ReadLines("/proc/self/smaps"))
        {
            var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (words[0].Split('-') is [var from, var to])
                inside = address >= nint.Parse(from, NumberStyles.HexNumber, null)
                    && address < nint.Parse(to, NumberStyles.HexNumber, null);
            else if (inside && words[0] == "VmFlags:")
                return words[1..];
        }

        throw new InvalidOperationException("The address is not mapped.");
    }
}
