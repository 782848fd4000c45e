using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Strongroom.Commands.Running;

/// <summary>The program that is run: with this terminal, this environment and more, and this process's signals.</summary>
internal static partial class Child
{
    private const int Interrupt = 2, Terminate = 15;

    /// <summary>Runs it to its end.</summary>
    /// <returns>Its exit code.</returns>
    /// <exception cref="UsageException">It cannot be started.</exception>
    public static async Task<int> RunAsync(IReadOnlyList<string> command, IReadOnlyDictionary<string, string> environment)
    {
        var start = new ProcessStartInfo(command[0], command.Skip(1)) { UseShellExecute = false };
        foreach (var (name, value) in environment) start.Environment[name] = value;
        try
        {
            using var process = Process.Start(start)!;
            using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, context => Forward(context, process, Interrupt));
            using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context => Forward(context, process, Terminate));
            await process.WaitForExitAsync();
            return process.ExitCode;
        }
        catch (Win32Exception missing)
        {
            throw new UsageException($"{command[0]} cannot be started: {missing.Message}", missing);
        }
    }

    private static void Forward(PosixSignalContext context, Process process, int signal)
    {
        context.Cancel = true;

        // A terminal sends its interrupts to the program as well; twice does no harm.
        if (!process.HasExited && !OperatingSystem.IsWindows()) _ = Kill(process.Id, signal);
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Kill(int process, int signal);
}
