namespace Strongroom.Hsm;

/// <content>The folder as a list of files, for backups.</content>
public sealed partial class Keyring
{
    private const string FolderPrefix = DomainKeys.FolderName + "/";

    /// <summary>Every file but the key file, all of one moment.</summary>
    public IReadOnlyList<(string Name, byte[] Content)> Pack()
    {
        lock (_changing)
        {
            var files = _folder.Names("").Where(static name => name != KeyFileName).Select(name => (name, _folder.PathOf(name)));
            var domainKeys = _folder.Folder(DomainKeys.FolderName);
            var keys = domainKeys.Names(DomainKeyFile.Suffix).Select(name => (FolderPrefix + name, domainKeys.PathOf(name)));
            // One that is destroyed just now is not missed.
            return [.. files.Concat(keys).Select(static file => (file.Item1, KeyringFolder.Read(file.Item2, LongestNote)!)).Where(static file => file.Item2 is not null)];
        }
    }

    /// <summary>Writes packed files into a folder that holds no keyring.</summary>
    /// <exception cref="SealException">It holds one, others can use it, or a name is none of a keyring's.</exception>
    public static void Unpack(string folder, IReadOnlyList<(string Name, byte[] Content)> files)
    {
        ArgumentNullException.ThrowIfNull(files);
        if (Exists(folder)) throw new SealException($"{folder} holds a keyring already.");
        var target = KeyringFolder.OpenOrCreate(folder);
        foreach (var (name, content) in files)
        {
            var file = name.StartsWith(FolderPrefix, StringComparison.Ordinal) ? name[FolderPrefix.Length..] : name;
            var isKnown = file is RootKeys.FileName or LedgerName or AnchorName || file.EndsWith(SlotSuffix, StringComparison.Ordinal)
                || (file.EndsWith(DomainKeyFile.Suffix, StringComparison.Ordinal) && file != KeyFileName);
            if (!isKnown || file != System.IO.Path.GetFileName(file) || file[0] == '.') throw new SealException($"A keyring has no file '{name}'.");
            (file.Length == name.Length ? target : target.Folder(DomainKeys.FolderName)).Write(file, content);
        }
    }

    /// <summary>Removes what <see cref="Unpack"/> wrote, whole or in part. A key file that lies there stays.</summary>
    public static void RemoveUnpacked(string folder)
    {
        if (!Directory.Exists(folder)) return;
        var target = KeyringFolder.OpenOrCreate(folder);
        foreach (var name in target.Names("").Where(static name => name != KeyFileName).ToList()) target.Delete(name);
        target.DeleteFolder(DomainKeys.FolderName);
    }
}
