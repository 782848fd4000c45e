using System.Text;
using Strongroom.Hsm;
using Strongroom.Sealing;
using Strongroom.Storage;

namespace Strongroom.Backups;

/// <summary>Makes an installation of the two files of a backup, on a machine that has none.</summary>
/// <remarks>
/// Everything is checked before anything of the data is written. While it is under way a marker lies in the data folder: no server starts over
/// it, and a restore that was killed is begun anew by the next, which removes what the last one left.
/// </remarks>
internal sealed class Restore(ServerOptions options, TimeProvider time, Action<BackupProgress> progress)
{
    private const string MarkerName = "restore-under-way";

    /// <summary>Refuses a folder into which a restore was begun and not ended.</summary>
    /// <exception cref="UsageException"/>
    public static void DemandNoneUnderWay(DataFolder folder)
    {
        if (File.Exists(Path.Combine(folder.Path, MarkerName)))
            throw new UsageException($"A restore into {folder.Path} was begun and not ended: run it again, to its end.");
    }

    /// <exception cref="UsageException">There is an installation already.</exception>
    /// <exception cref="BackupException">A file is refused; nothing is left of what was restored.</exception>
    /// <exception cref="SealException">The secret does not open the keyring; nothing is left of what was restored.</exception>
    public BackupContents Run(string dataBackup, string keyringBackup, SlotRequest? secret, CancellationToken cancellation)
    {
        foreach (var file in (string[])[dataBackup, keyringBackup])
            if (!File.Exists(file)) throw new BackupException($"There is no file {file}.");
        using var folder = DataFolder.Open(options.Data);
        var marker = Path.Combine(folder.Path, MarkerName);
        if (File.Exists(marker)) Clear();
        else if (Keyring.Exists(options.SealFolder) || Directory.Exists(options.StoreFolder))
            throw new UsageException($"{folder.Path} holds an installation already: restore into an empty folder.");
        DataFolder.WriteOwnerOnly(marker, []);
        OwnedFolder.Sync(folder.Path);
        BackupContents contents;
        try
        {
            contents = Fill(folder, dataBackup, keyringBackup, secret, cancellation);
        }
        catch (Exception refused) when (refused is BackupException or SealException or SealedException or OperationCanceledException or IOException)
        {
            Clear();
            File.Delete(marker);
            throw;
        }

        File.Delete(marker);
        OwnedFolder.Sync(folder.Path);
        return contents;
    }

    private BackupContents Fill(DataFolder folder, string dataBackup, string keyringBackup, SlotRequest? secret, CancellationToken cancellation)
    {
        KeyringBackup.Unpack(keyringBackup, options.SealFolder);
        using var given = new GivenSecret(options, secret);
        using var keyring = given.Slot is { } slot ? Keyring.Open(options.SealFolder, slot, time) : SlotSecrets.OpenAutomatically(options, time);
        var contents = Verify(dataBackup, keyringBackup, keyring, cancellation);
        Write(folder, dataBackup, keyring, contents, cancellation);
        // Whatever the keyring saw of the store before, this is the store now; and what its ledger says is destroyed is destroyed in it at the first start.
        keyring.WriteAnchor(new(contents.Header.Position, 0, 0, time.GetUtcNow(), Replay: true));
        return contents;
    }

    /// <summary>Checks both files, and that they belong together.</summary>
    /// <exception cref="BackupException">They do not, or one of them is damaged.</exception>
    public static BackupContents Verify(string dataBackup, string keyringBackup, Keyring keyring, CancellationToken cancellation)
    {
        KeyringBackup.Demand(keyringBackup, keyring);
        var name = Path.GetFileName(dataBackup);
        using (var file = File.OpenRead(dataBackup))
        {
            var header = BackupHeader.Read(file, name, BackupKind.Data);
            if (!keyring.RootIds.Contains(header.RootId))
                throw new BackupException($"{name} is of the root key {header.RootId:n}, and {Path.GetFileName(keyringBackup)} of {keyring.RootId:n}: "
                    + "they are of two installations, or the keyring is older.");
        }

        var contents = BackupContents.Verify(dataBackup, name, keyring.Purpose(Purposes.Backups), cancellation);
        var missing = contents.DomainKeys.Where(id => keyring.FindDomainKey(id) is null).ToList();
        return missing.Count == 0 ? contents
            : throw new BackupException($"{name}, of {contents.Header.Created:yyyy-MM-dd}, needs {missing.Count} domain keys that {Path.GetFileName(keyringBackup)} does not have "
                + $"(such as {missing[0]:n}): the keyring backup is older than the data's, or the data backup is older than the retention and its keys were destroyed.");
    }

    private void Write(DataFolder folder, string dataBackup, Keyring keyring, BackupContents contents, CancellationToken cancellation)
    {
        using var store = new SqliteImport(options.StoreFolder, contents.Header.Position, contents.Header.RevisionsBelow);
        FileStream? file = null;
        long records = 0;
        try
        {
            BackupContents.Read(dataBackup, Path.GetFileName(dataBackup), keyring.Purpose(Purposes.Backups), (type, content) =>
            {
                switch (type)
                {
                    case FrameType.Records:
                        BackupContents.ForEach(content, (key, revision, body) =>
                        {
                            store.Add(key, revision, body);
                            records++;
                        });
                        progress(new("records", records, content.Length));
                        break;
                    case FrameType.File:
                        Close(ref file);
                        file = Begin(folder, Encoding.UTF8.GetString(content));
                        break;
                    case FrameType.FileBytes:
                        file!.Write(content);
                        break;
                    default:
                        throw new BackupException($"{dataBackup} holds something that this program does not know.");
                }
            }, cancellation);
            Close(ref file);
            store.Complete();
        }
        finally
        {
            file?.Dispose();
        }
    }

    private static FileStream Begin(DataFolder folder, string name)
    {
        var path = Path.GetFullPath(Path.Combine(folder.Path, name));
        if (!path.StartsWith(folder.Path + Path.DirectorySeparatorChar, StringComparison.Ordinal)) throw new BackupException($"The backup names a file outside the data folder: {name}.");
        foreach (var above in name.Split('/')[..^1].Aggregate(new List<string>(), static (paths, part) => [.. paths, Path.Combine(paths.LastOrDefault() ?? "", part)]))
            OwnedFolder.Create(Path.Combine(folder.Path, above));
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, BufferSize = 0 };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return new(path, options);
    }

    private static void Close(ref FileStream? file)
    {
        if (file is null) return;
        file.Flush(flushToDisk: true);
        OwnedFolder.Sync(Path.GetDirectoryName(file.Name)!);
        file.Dispose();
        file = null;
    }

    private void Clear()
    {
        foreach (var name in (string[])["store", "aws"])
            if (Path.Combine(options.Data, name) is var path && Directory.Exists(path)) Directory.Delete(path, recursive: true);
        Keyring.RemoveUnpacked(options.SealFolder);
    }
}
