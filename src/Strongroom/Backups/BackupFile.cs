using System.Security.Cryptography;
using Strongroom.Cryptography;
using Strongroom.Storage;

namespace Strongroom.Backups;

/// <summary>A file that is there whole or not at all: written under another name, flushed, renamed.</summary>
internal static class BackupFile
{
    public static string PartOf(string path) => path + ".part";

    /// <summary>Begins the file; what an interrupted writing left is overwritten.</summary>
    public static FileStream Create(string path)
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.ReadWrite, Share = FileShare.None, BufferSize = 1 << 16 };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return new(PartOf(path), options);
    }

    /// <summary>Gives the flushed file its name. A file that had it before is overwritten with noise first: it may hold keys that are gone since.</summary>
    public static void Keep(string path)
    {
        var old = path + ".old";
        if (File.Exists(path)) File.Move(path, old, overwrite: true);
        File.Move(PartOf(path), path);
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        OwnedFolder.Sync(folder);
        if (!File.Exists(old)) return;
        Shred(old);
        OwnedFolder.Sync(folder);
    }

    public static void Discard(string path) => File.Delete(PartOf(path));

    private static void Shred(string path)
    {
        using (var file = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.None, bufferSize: 0))
        {
            var noise = new byte[64 << 10];
            for (var rest = file.Length; rest > 0; rest -= Math.Min(rest, noise.Length))
            {
                RandomBytes.Fill(noise);
                file.Write(noise, 0, (int)Math.Min(rest, noise.Length));
            }

            file.Flush(flushToDisk: true);
        }

        File.Delete(path);
    }
}
