using System.Globalization;
using Strongroom.Bench.Load;

namespace Strongroom.Bench;

/// <summary>Prints what was measured.</summary>
internal static class Report
{
    public static void Machine(Latencies disk)
    {
        Write($"{Environment.ProcessorCount} processors, load generator included; .NET {Environment.Version}; load average {File.ReadAllText("/proc/loadavg").Split(' ')[0]}");
        Write($"disk: 4 KiB and fdatasync p50 {disk.At(0.5):f2} ms, p99 {disk.At(0.99):f2} ms");
    }

    public static void Begin(Operation operation)
    {
        Write("");
        Write($"{operation.Name,-18}{"conns",6} {"load",-5}{"requests/s",11}{"p50 ms",9}{"p99 ms",9}{"CPU us/req",12}{"bytes/req",11}{"of bare",9}");
    }

    public static void Row(string server, int connections, string load, Measurement measured, Measurement? bare)
    {
        var ratio = bare is null || ReferenceEquals(bare, measured) ? "" : $"{measured.PerSecond / bare.PerSecond:p0}";
        Write($"{"  " + server,-18}{connections,6} {load,-5}{measured.PerSecond,11:f0}{measured.P50,9:f2}{measured.P99,9:f2}"
            + $"{measured.ProcessorMicroseconds,12:f1}{measured.AllocatedBytes?.ToString(CultureInfo.InvariantCulture) ?? "n/a",11}{ratio,9}");
    }

    public static void Note(string text) => Write(text);

    private static void Write(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));

    private static void Write(string line) => Console.WriteLine(line);
}
