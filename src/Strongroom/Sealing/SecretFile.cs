using System.Security.Cryptography;
using Strongroom.Cryptography;
using Strongroom.Hsm;

namespace Strongroom.Sealing;

/// <summary>Secrets from files and standard input: their last line break is not theirs.</summary>
internal static class SecretFile
{
    private const int Longest = 64 << 10;

    /// <exception cref="SealException">The file is not there, or others can read it.</exception>
    public static KeyMaterial Read(string path)
    {
        if (!File.Exists(path)) throw new SealException($"The file {path} is missing.");
        const UnixFileMode others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;
        if (!OperatingSystem.IsWindows() && File.GetUnixFileMode(path) is var mode && (mode & others) != 0)
            throw new SealException($"{path} can be read by others than its owner (mode {Convert.ToString((int)mode, 8)}). To close it: chmod 600 '{path}'.");
        using var file = File.OpenRead(path);
        return Read(file);
    }

    /// <summary>All of a stream, without the line break at its end.</summary>
    public static KeyMaterial Read(Stream stream)
    {
        var buffer = GC.AllocateUninitializedArray<byte>(Longest, pinned: true);
        try
        {
            var length = stream.ReadAtLeast(buffer, Longest, throwOnEndOfStream: false);
            return KeyMaterial.CopyOf(buffer.AsSpan(0, length).TrimEnd("\r\n"u8));
        }
        finally
        {
            CryptographicOperations.ZeroMemory(buffer);
        }
    }
}
