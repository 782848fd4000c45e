using System.Diagnostics;
using Amazon.KeyManagementService;
using Amazon.Runtime;

namespace Strongroom.Testing;

/// <summary>The program as a process of its own, which a test may kill.</summary>
public sealed class ServerProcess : IAsyncDisposable
{
    private readonly Process process;
    private readonly List<string> errors;

    private ServerProcess(Process process, string endpoint, IReadOnlyList<string> shellLines, List<string> errors)
        => (this.process, Endpoint, ShellLines, this.errors) = (process, endpoint, shellLines, errors);

    /// <summary>Where it answers.</summary>
    public string Endpoint { get; }

    /// <summary>The lines that it prints to be pasted.</summary>
    public IReadOnlyList<string> ShellLines { get; }

    /// <summary>The process's id.</summary>
    public int Id => process.Id;

    /// <summary>What it wrote to standard error so far.</summary>
    public string Errors
    {
        get
        {
            lock (errors) return string.Join('\n', errors);
        }
    }

    /// <summary>Starts the program and waits until it listens.</summary>
    /// <param name="folder">The data folder.</param>
    /// <param name="arguments">Further flags of <c>serve</c>.</param>
    public static Task<ServerProcess> StartAsync(string folder, params string[] arguments) => StartInAsync([], folder, arguments);

    /// <summary>Starts the program with variables in its environment, and waits until it listens.</summary>
    public static Task<ServerProcess> StartInAsync(IReadOnlyList<KeyValuePair<string, string>> environment, string folder, params string[] arguments)
        => StartAsync([Program], environment, folder, arguments);

    /// <summary>Starts the program where no file can grow beyond <paramref name="kibibytes"/>: a write that would is refused by the system.</summary>
    public static Task<ServerProcess> StartLimitedAsync(string folder, int kibibytes, params string[] arguments)
        => StartAsync(["bash", "-c", $"trap '' XFSZ; ulimit -f {kibibytes}; exec \"$0\" \"$@\"", Program],
            // The runtime's own memory is otherwise a file to the system.
            [new("DOTNET_EnableWriteXorExecute", "0")], folder, arguments);

    /// <summary>
    /// Starts the program on a system that lets one call in each thread fail: the <paramref name="nth"/> of a kind, such as <c>fdatasync</c>,
    /// with an error such as <c>EIO</c>.
    /// </summary>
    public static Task<ServerProcess> StartFaultyAsync(string folder, string systemCall, string error, int nth, params string[] arguments)
        => StartAsync(["strace", "-D", "-f", "--seccomp-bpf", "-qq", "-o", "/dev/null", "-e", $"trace={systemCall}", "-e", "signal=none",
            "-e", $"inject={systemCall}:error={error}:when={nth}", Program], [], folder, arguments);

    /// <summary>From now on lets one call in each thread of the running program fail; see <see cref="StartFaultyAsync"/>.</summary>
    public async Task BeFaultyAsync(string systemCall, string error, int nth)
    {
        var start = new ProcessStartInfo("strace", ["-f", "--seccomp-bpf", "-o", "/dev/null", "-e", $"trace={systemCall}", "-e", "signal=none",
            "-e", $"inject={systemCall}:error={error}:when={nth}", "-p", process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)])
        { RedirectStandardError = true };
        var tracer = Process.Start(start)!;
        // One line for each thread that it holds; it is done when all that the program has are held.
        var threads = Directory.GetDirectories($"/proc/{process.Id}/task").Length;
        while (await tracer.StandardError.ReadLineAsync() is { } line)
        {
            if (!line.Contains("attached", StringComparison.Ordinal)) continue;
            if (line.Contains(" threads", StringComparison.Ordinal) || --threads <= 0) break;
        }
        _ = tracer.StandardError.ReadToEndAsync();
    }

    private static string Program => Path.Combine(AppContext.BaseDirectory, "strongroom");

    private static async Task<ServerProcess> StartAsync(
        string[] command, IReadOnlyList<KeyValuePair<string, string>> environment, string folder, params string[] arguments)
    {
        string[] urls = arguments.Contains("--urls") ? [] : ["--urls", "http://127.0.0.1:0"];
        var start = new ProcessStartInfo(command[0], [.. command[1..], "serve", "--data", folder, .. urls, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment) start.Environment[name] = value;
        var process = Process.Start(start)!;
        var errors = new List<string>();
        process.ErrorDataReceived += (_, line) =>
        {
            lock (errors)
                if (line.Data is not null) errors.Add(line.Data);
        };
        process.BeginErrorReadLine();

        var listens = await process.StandardOutput.ReadLineAsync();
        if (listens is null)
        {
            await process.WaitForExitAsync();
            lock (errors) throw new InvalidOperationException($"The server did not start: {string.Join('\n', errors)}");
        }
        if (listens.EndsWith(", sealed.", StringComparison.Ordinal)) return new(process, listens.Split(' ')[3].TrimEnd(','), [(await process.StandardOutput.ReadLineAsync())!], errors);
        var endpoint = listens.Split(' ').Single(static word => word.StartsWith("http", StringComparison.Ordinal)).TrimEnd('.');
        List<string> lines = [(await process.StandardOutput.ReadLineAsync())!, (await process.StandardOutput.ReadLineAsync())!];
        return new(process, endpoint, lines, errors);
    }

    /// <summary>An AWS SDK client of KMS.</summary>
    public AmazonKeyManagementServiceClient Kms(string accessKeyId = "test")
        => new(new BasicAWSCredentials(accessKeyId, "test"), new AmazonKeyManagementServiceConfig
        {
            ServiceURL = Endpoint,
            AuthenticationRegion = "us-east-1",
            MaxErrorRetry = 0,
            Timeout = TimeSpan.FromSeconds(20),
        });

    /// <summary>Ends it as a power cut would end it: at once.</summary>
    public async Task KillAsync()
    {
        process.Kill();
        await process.WaitForExitAsync();
    }

    /// <summary>Asks it to stop, as a service manager does.</summary>
    public void Terminate() => Process.Start("kill", ["-TERM", process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]).WaitForExit();

    /// <summary>Its exit code, once it has ended by itself.</summary>
    public async Task<int> WaitForExitAsync()
    {
        await process.WaitForExitAsync();
        return process.ExitCode;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited) await KillAsync();
        process.Dispose();
    }
}
