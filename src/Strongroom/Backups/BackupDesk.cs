using System.Globalization;
using Strongroom.Hsm;
using Strongroom.Sealing;
using Strongroom.Storage;

namespace Strongroom.Backups;

/// <summary>Makes the two files of a backup, of a running installation or of one on which no server runs.</summary>
internal static class BackupDesk
{
    public const string KeyringName = "strongroom-keyring.backup";

    /// <summary>Data first, and the keyring after it, so that every domain key which the data needs is in it.</summary>
    /// <exception cref="BackupException">It cannot be made; nothing is left of it.</exception>
    public static async Task<BackupFiles> RunAsync(
        Installation installation, Blobs? blobs, BackupRequest request, Action<BackupProgress> progress, CancellationToken cancellation)
    {
        var named = new BackupFiles(request.Data ?? NameOf(request.To, installation.Time.GetUtcNow()), request.Keyring ?? Path.Combine(request.To, KeyringName));
        await SealDesk.AuditAsync(installation, "Backup", named.Data, cancellation);
        try
        {
            foreach (var path in (string[])[named.Data, named.Keyring]) Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
            using var hold = blobs is null ? null : await blobs.HoldPlacesAsync(cancellation);
            var header = await Task.Run(() => new DataBackup(installation, progress).Write(named.Data, cancellation), cancellation);
            KeyringBackup.Write(installation.Keyring, named.Keyring, header with { Kind = BackupKind.Keyring, Id = BackingKeyId.New().Value });
            return named;
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            throw new BackupException($"The backup could not be written: {failed.Message}", failed);
        }
    }

    private static string NameOf(string folder, DateTimeOffset now)
        => Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"strongroom-data-{now:yyyyMMdd'T'HHmmss'Z'}.backup"));
}

/// <summary>Asks for a backup.</summary>
/// <param name="To">The folder for both files.</param>
/// <param name="Data">The data's file; named by the time where null.</param>
/// <param name="Keyring">The keyring's file; the one in the folder is replaced where null.</param>
public sealed record BackupRequest(string To, string? Data = null, string? Keyring = null);

/// <summary>The two files that were made.</summary>
public sealed record BackupFiles(string Data, string Keyring);
