using System.Diagnostics;
using Strongroom.Bench.Load;

namespace Strongroom.Bench;

/// <summary>What the disk takes to make 4 KiB durable: nothing that is audited can answer faster.</summary>
internal static class DiskProbe
{
    /// <summary>The latencies of 300 appends of 4 KiB with an fdatasync each.</summary>
    public static Latencies Measure(string folder)
    {
        var latencies = new Latencies();
        var path = Path.Combine(folder, "probe");
        using (var file = File.OpenHandle(path, FileMode.Create, FileAccess.Write))
        {
            var block = new byte[4096];
            for (var i = 0; i < 300; i++)
            {
                var start = Stopwatch.GetTimestamp();
                RandomAccess.Write(file, block, i * block.Length);
                if (Libc.fdatasync(file.DangerousGetHandle()) != 0)
                    throw new IOException("fdatasync failed");
                latencies.Add(Stopwatch.GetTimestamp() - start);
            }
        }

        File.Delete(path);
        return latencies;
    }
}
