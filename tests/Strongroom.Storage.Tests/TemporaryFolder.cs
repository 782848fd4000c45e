namespace Strongroom.Storage.Tests;

/// <summary>A folder of one test, gone with it.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("strongroom-").FullName;

    public string Store => System.IO.Path.Combine(Path, "store");

    public string Database => System.IO.Path.Combine(Store, "records.db");

    public string Log => Database + "-wal";

    /// <summary>True when any file of the store has these bytes.</summary>
    public bool Holds(ReadOnlySpan<byte> canary)
    {
        foreach (var file in Directory.GetFiles(Store, "records*"))
        {
            using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            if (stream.Length == 0) continue;
            var bytes = new byte[stream.Length];
            stream.ReadExactly(bytes);
            if (bytes.AsSpan().IndexOf(canary) >= 0) return true;
        }

        return false;
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
