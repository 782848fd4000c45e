using System.Diagnostics;

namespace Strongroom.Testing;

/// <summary>Runs what a user would type.</summary>
public static class Shell
{
    /// <summary>Runs a bash script and returns what it printed; fails with all of it unless the script succeeds.</summary>
    /// <param name="script">The script; stops at its first failing command.</param>
    /// <param name="folder">The working folder.</param>
    /// <param name="environment">Variables beside the inherited ones, without any AWS setting of this machine.</param>
    public static async Task<string> RunAsync(string script, string folder, params IEnumerable<KeyValuePair<string, string>> environment)
    {
        var (code, output) = await TryAsync(script, folder, environment);
        return code == 0 ? output : throw new InvalidOperationException($"The script ended with {code}:\n{script}\n\nIt printed:\n{output}");
    }

    /// <summary>Runs a bash script and returns its exit code and what it printed, both streams together.</summary>
    public static async Task<(int Code, string Output)> TryAsync(string script, string folder, params IEnumerable<KeyValuePair<string, string>> environment)
    {
        var start = new ProcessStartInfo("bash") { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add("-euo");
        start.ArgumentList.Add("pipefail");
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add(script);
        foreach (var name in start.Environment.Keys.Where(static name => name.StartsWith("AWS_", StringComparison.Ordinal)).ToList()) start.Environment.Remove(name);
        start.Environment["AWS_PAGER"] = "";
        start.Environment["AWS_MAX_ATTEMPTS"] = "1";
        foreach (var (name, value) in environment) start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output + await errors);
    }
}
