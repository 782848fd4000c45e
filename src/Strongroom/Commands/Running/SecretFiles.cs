using System.Text;

namespace Strongroom.Commands.Running;

/// <summary>Files with secrets for one program, in a folder that only their owner may enter: in memory where the system has such a place. Gone in the end.</summary>
internal sealed class SecretFiles : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private string? folder;

    /// <summary>Writes a file and returns its path.</summary>
    public string Write(string name, string value)
    {
        folder ??= Make();
        var path = Path.Combine(folder, name);
        DataFolder.WriteOwnerOnly(path, Encoding.UTF8.GetBytes(value));
        return path;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (folder is not null) Directory.Delete(folder, recursive: true);
    }

    private static string Make()
    {
        const string InMemory = "/dev/shm";
        var path = Path.Combine(Directory.Exists(InMemory) ? InMemory : Path.GetTempPath(), "strongroom-run-" + Guid.NewGuid().ToString("n"));
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(path);
        else Directory.CreateDirectory(path, OwnerOnly);
        return path;
    }
}
