using System.Globalization;

namespace Strongroom.Cryptography.Tests.Asymmetric;

/// <summary>Looks for private keys in the memory of this very process once their owners are gone.</summary>
[Collection(Memory.ProcessHardeningTests.ProcessMemory)]
public sealed class EcRemnantTests
{
    private const byte Mask = 0x5C;

    [Theory]
    [InlineData(KeyKind.P256, 32)]
    [InlineData(KeyKind.P384, 48)]
    [InlineData(KeyKind.Secp256k1, 32)]
    public void A_disposed_private_key_leaves_no_copy_in_memory(KeyKind kind, int length)
    {
        if (!OperatingSystem.IsLinux()) Assert.Skip("memory is read through /proc");
        for (var round = 0; round < 3; round++)
        {
            using var arena = new SecretArena();
            var needle = UseAndMask(kind, length, arena, out var found);
            Assert.True(found > 0, "the scan does not even see a key that is there");
            Assert.Equal(0, Count(needle));
        }
    }

    /// <summary>Signs with a fresh key and returns its number masked, so that the test itself holds no copy.</summary>
    private static byte[] UseAndMask(KeyKind kind, int length, SecretArena arena, out int foundWhileAlive)
    {
        using var pkcs8 = PrivateKey.Generate(kind, arena);
        using var lease = pkcs8.Borrow();
        // ECPrivateKey in PKCS#8: the number follows the first octet string of its length.
        var at = lease.Bytes.IndexOf((ReadOnlySpan<byte>)[0x04, (byte)length]) + 2;
        var masked = new byte[length];
        for (var i = 0; i < length; i++) masked[i] = (byte)(lease.Bytes[at + i] ^ Mask);
        foundWhileAlive = Count(masked);
        using var key = PrivateKey.Open(kind, lease.Bytes);
        var algorithm = SigningAlgorithm.For(kind).First();
        key.Sign(algorithm, [1, 2, 3], isDigest: false);
        return masked;
    }

    /// <summary>How often the masked bytes lie in writable memory in the clear, in either byte order.</summary>
    private static int Count(byte[] masked)
    {
        var count = 0;
        var buffer = GC.AllocateUninitializedArray<byte>(1 << 20, pinned: true);
        using var memory = File.OpenHandle("/proc/self/mem");
        foreach (var line in File.ReadAllLines("/proc/self/maps"))
        {
            var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (!words[1].StartsWith("rw", StringComparison.Ordinal)) continue;
            var range = words[0].Split('-');
            long from = long.Parse(range[0], NumberStyles.HexNumber, null), to = long.Parse(range[1], NumberStyles.HexNumber, null);
            count += CountIn(memory, from, to, buffer, masked);
        }

        return count;
    }

    private static int CountIn(Microsoft.Win32.SafeHandles.SafeFileHandle memory, long from, long to, byte[] buffer, byte[] masked)
    {
        var count = 0;
        for (var at = from; at < to; at += buffer.Length - masked.Length)
        {
            int read;
            try
            {
                read = RandomAccess.Read(memory, buffer.AsSpan(0, (int)Math.Min(buffer.Length, to - at)), at);
            }
            catch (IOException)
            {
                return count;
            }

            count += CountIn(buffer.AsSpan(0, read), masked, reversed: false) + CountIn(buffer.AsSpan(0, read), masked, reversed: true);
            Array.Clear(buffer);
            if (read < buffer.Length) return count;
        }

        return count;
    }

    private static int CountIn(ReadOnlySpan<byte> memory, byte[] masked, bool reversed)
    {
        Span<byte> beginning = stackalloc byte[4];
        for (var i = 0; i < beginning.Length; i++) beginning[i] = At(i);
        var count = 0;
        for (int at; (at = memory.IndexOf(beginning)) >= 0; memory = memory[(at + 1)..])
        {
            var i = 0;
            while (i < masked.Length && at + i < memory.Length && memory[at + i] == At(i)) i++;
            if (i == masked.Length) count++;
        }

        return count;

        byte At(int index) => (byte)(masked[reversed ? masked.Length - 1 - index : index] ^ Mask);
    }
}
