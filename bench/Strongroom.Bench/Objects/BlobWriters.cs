using System.Diagnostics;
using Strongroom.Storage;

namespace Strongroom.Bench.Objects;

/// <summary>Sixty-four writers of small blobs: into segments that share a flush, and as a file each with rename and fsync.</summary>
internal static class BlobWriters
{
    private const int Writers = 64, Length = 4096;

    public static async Task RunAsync(string data, TimeSpan each)
    {
        Console.WriteLine($"{Writers} writers of {Length} bytes, {each.TotalSeconds:0.#} s each");
        var folder = Directory.CreateDirectory(Path.Combine(data, "blob-writers")).FullName;
        double files = 0, segments = 0;
        for (var round = 0; round < 3; round++)
        {
            files = Math.Max(files, await FilesAsync(Path.Combine(folder, $"files-{round}"), each));
            segments = Math.Max(segments, await SegmentsAsync(Path.Combine(folder, $"segments-{round}"), each));
        }

        Directory.Delete(folder, recursive: true);
        Console.WriteLine($"  a file each: {files,9:N0} blobs/s");
        Console.WriteLine($"  segments:    {segments,9:N0} blobs/s, {segments / files:0.0} times as many");
    }

    private static async Task<double> SegmentsAsync(string folder, TimeSpan duration)
    {
        await using var store = FileBlobStore.Open(folder);
        return await RateAsync(duration, async content =>
        {
            await using var writer = store.Create(BlobId.New(), content.Length);
            await writer.WriteAsync(content, default);
            await writer.CompleteAsync(default);
        });
    }

    private static async Task<double> FilesAsync(string folder, TimeSpan duration)
    {
        Directory.CreateDirectory(folder);
        return await RateAsync(duration, content => Task.Run(() =>
        {
            var path = Path.Combine(folder, BlobId.New().ToString());
            using (var file = File.OpenHandle(path + ".new", FileMode.CreateNew, FileAccess.Write))
            {
                RandomAccess.Write(file, content, 0);
                RandomAccess.FlushToDisk(file);
            }

            File.Move(path + ".new", path);
            OwnedFolder.Sync(folder);
        }));
    }

    private static async Task<double> RateAsync(TimeSpan duration, Func<byte[], Task> write)
    {
        var written = 0;
        var watch = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, Writers).Select(async _ =>
        {
            var content = new byte[Length];
            Random.Shared.NextBytes(content);
            while (watch.Elapsed < duration)
            {
                await write(content);
                Interlocked.Increment(ref written);
            }
        }));
        return written / watch.Elapsed.TotalSeconds;
    }
}
