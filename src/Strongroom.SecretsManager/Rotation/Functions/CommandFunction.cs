using System.ComponentModel;
using System.Diagnostics;

namespace Strongroom.SecretsManager.Rotation.Functions;

/// <summary>A program of this machine: the event on standard input, success by exit code 0. AWS's own Python templates run so, with a line around them.</summary>
/// <remarks>
/// It gets none of the server's environment but <c>PATH</c> and <c>HOME</c>, the variables that the operator gives, and where the service is:
/// <c>SECRETS_MANAGER_ENDPOINT</c>, <c>AWS_ENDPOINT_URL</c>, <c>AWS_REGION</c>. What it prints goes nowhere, as it may be a secret.
/// </remarks>
internal sealed class CommandFunction(RotationFunctionOptions options, Func<string> endpoint) : IRotationFunction
{
    private static readonly string[] Kept = ["PATH", "HOME"];

    public async ValueTask InvokeAsync(RotationEvent asked, CancellationToken cancellation)
    {
        using var process = Start(asked);
        var output = Task.WhenAll(DrainAsync(process.StandardOutput), DrainAsync(process.StandardError));
        try
        {
            await process.StandardInput.BaseStream.WriteAsync(asked.ToJson(), cancellation);
            process.StandardInput.Close();
            await process.WaitForExitAsync(cancellation);
        }
        catch (IOException)
        {
            // It ended without reading: its exit code tells.
            await process.WaitForExitAsync(cancellation);
        }
        finally
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
        }

        await output;
        if (process.ExitCode != 0) throw new RotationFailedException($"The program {options.Command[0]} ended with {process.ExitCode}.");
    }

    private Process Start(RotationEvent asked)
    {
        var start = new ProcessStartInfo(options.Command[0], options.Command.Skip(1))
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        var kept = Kept.Select(static name => (Name: name, Value: Environment.GetEnvironmentVariable(name))).ToArray();
        start.Environment.Clear();
        foreach (var (name, value) in kept) start.Environment[name] = value;
        start.Environment["SECRETS_MANAGER_ENDPOINT"] = start.Environment["AWS_ENDPOINT_URL"] = endpoint();
        start.Environment["AWS_REGION"] = start.Environment["AWS_DEFAULT_REGION"] = asked.Region;
        foreach (var (name, value) in options.Environment) start.Environment[name] = value;
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception missing)
        {
            throw new RotationFailedException($"The program {options.Command[0]} cannot be started: {missing.Message}", missing);
        }
    }

    private static async Task DrainAsync(StreamReader output)
    {
        var buffer = new char[1024];
        while (await output.ReadAsync(buffer) > 0) Array.Clear(buffer);
    }
}
