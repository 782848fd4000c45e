using System.Diagnostics;
using System.Globalization;
using System.Net;

namespace Strongroom.Bench;

/// <summary>A server under measurement, in a process of its own.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private static readonly HttpClient Http = new() { Timeout = TimeSpan.FromSeconds(5) };

    private readonly Process process;

    private ServerProcess(string name, int port, Process process)
    {
        (Name, Port, this.process) = (name, port, process);
    }

    public string Name { get; }

    public int Port { get; }

    public IPEndPoint Address => new(IPAddress.Loopback, Port);

    /// <summary>Starts a program (a .dll by dotnet) and waits until it answers on <paramref name="readyPath"/>, for at most 30 seconds.</summary>
    public static async Task<ServerProcess> StartAsync(string name, int port, string readyPath, string program, params string[] arguments)
    {
        var start = program.EndsWith(".dll", StringComparison.Ordinal)
            ? new ProcessStartInfo("dotnet", [program, .. arguments])
            : new ProcessStartInfo(program, arguments);
        (start.RedirectStandardOutput, start.RedirectStandardError) = (true, true);
        var process = Process.Start(start) ?? throw new InvalidOperationException($"{name} does not start.");
        var errors = new System.Text.StringBuilder();
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, line) => errors.AppendLine(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        var server = new ServerProcess(name, port, process);
        for (var i = 0; i < 300; i++)
        {
            if (process.HasExited)
                throw new InvalidOperationException($"{name} ended at once with {process.ExitCode}: {errors}");
            try
            {
                using var answer = await Http.GetAsync(new Uri($"http://127.0.0.1:{port}{readyPath}"));
                return server;
            }
            catch (HttpRequestException)
            {
                await Task.Delay(100);
            }
        }

        await server.DisposeAsync();
        throw new InvalidOperationException($"{name} did not answer within 30 seconds: {errors}");
    }

    /// <summary>Processor time that all its threads used so far, from /proc; in steps of 10 ms.</summary>
    public TimeSpan ProcessorTime()
    {
        var stat = File.ReadAllText($"/proc/{process.Id}/stat");
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return TimeSpan.FromMilliseconds(10 * (long.Parse(fields[11], CultureInfo.InvariantCulture) + long.Parse(fields[12], CultureInfo.InvariantCulture)));
    }

    /// <summary>Bytes that it ever allocated; null where it does not say.</summary>
    public async Task<long?> AllocatedAsync()
    {
        using var answer = await Http.GetAsync(new Uri($"http://127.0.0.1:{Port}/health?gc=1"));
        if (!answer.IsSuccessStatusCode)
            return null;
        var text = await answer.Content.ReadAsStringAsync();
        var digits = new string([.. text.SkipWhile(c => !char.IsAsciiDigit(c)).TakeWhile(char.IsAsciiDigit)]);
        return long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var bytes) ? bytes : null;
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
            process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync();
        process.Dispose();
    }
}
