using System.Buffers.Binary;
using System.Text;
using Strongroom.Audit;
using Strongroom.Cryptography;
using Strongroom.Hsm;
using Strongroom.Kms;
using Strongroom.Storage;

namespace Strongroom.Backups;

/// <summary>Writes the data of a running installation into one sealed file, as of one moment, and reads it back before it counts.</summary>
/// <remarks>
/// The moment is that of the records. Blobs are copied after it, while none that they name can go; the journal after it, up to its durable
/// end: what it has more than the records is found by the restored server as it finds it after a crash.
/// </remarks>
internal sealed class DataBackup(Installation installation, Action<BackupProgress> progress)
{
    private const int BatchLength = 256 << 10;

    private static readonly string[] Folders = ["aws", "store"];

    private readonly HashSet<Guid> domainKeys = [];
    private readonly List<string> damaged = [];
    private long records, files;

    /// <exception cref="BackupException">A record is damaged, or what was written does not read back.</exception>
    /// <exception cref="IOException">The disk is full or failed.</exception>
    public BackupHeader Write(string path, CancellationToken cancellation)
    {
        try
        {
            return WriteWhole(path, cancellation);
        }
        catch
        {
            BackupFile.Discard(path);
            throw;
        }
    }

    private BackupHeader WriteWhole(string path, CancellationToken cancellation)
    {
        var keys = installation.Keyring.Purpose(Purposes.Backups);
        BackupHeader header;
        using (var file = BackupFile.Create(path))
        {
            using var snapshot = installation.Snapshot();
            header = new(BackupKind.Data, BackingKeyId.New().Value, installation.Keyring.RootId, Now(), snapshot.Position, snapshot.RevisionsBelow);
            var head = header.Write();
            file.Write(head);
            var frames = new SealedFrames.Writer(file, head, keys);
            WriteRecords(frames, snapshot, cancellation);
            foreach (var (name, source, length) in Sources()) WriteFile(frames, name, source, length, cancellation);
            frames.Write(FrameType.End, EndOf());
            progress(new("written", records, frames.Written));
            file.Flush(flushToDisk: true);
        }

        if (damaged.Count > 0) throw new BackupException($"Nothing was kept of the backup, because records are damaged: {string.Join("; ", damaged.Take(20))}.");
        Check(path, header, keys, cancellation);
        BackupFile.Keep(path);
        return header;
    }

    // As the header keeps it.
    private DateTimeOffset Now() => DateTimeOffset.FromUnixTimeMilliseconds(installation.Time.GetUtcNow().ToUnixTimeMilliseconds());

    private void WriteRecords(SealedFrames.Writer frames, RecordSnapshot snapshot, CancellationToken cancellation)
    {
        var batch = new List<byte>(BatchLength + IRecordStore.MaxBodyLength);
        Span<byte> numbers = stackalloc byte[14];
        foreach (var record in snapshot.Records())
        {
            cancellation.ThrowIfCancellationRequested();
            if (!installation.Records.IsIntact(record)) damaged.Add(record.Key.ToString());
            if (BackingKey.Records.Owns(record.Key)) Need(record);
            BinaryPrimitives.WriteUInt16BigEndian(numbers, checked((ushort)record.Key.Bytes.Length));
            BinaryPrimitives.WriteInt64BigEndian(numbers[2..], record.Revision);
            BinaryPrimitives.WriteInt32BigEndian(numbers[10..], record.Body.Length);
            batch.AddRange(numbers);
            batch.AddRange(record.Key.Bytes.Span);
            batch.AddRange(record.Body.Span);
            records++;
            if (batch.Count < BatchLength) continue;
            frames.Write(FrameType.Records, System.Runtime.InteropServices.CollectionsMarshal.AsSpan(batch));
            batch.Clear();
            progress(new("records", records, frames.Written));
        }

        if (batch.Count > 0) frames.Write(FrameType.Records, System.Runtime.InteropServices.CollectionsMarshal.AsSpan(batch));
    }

    private void Need(StoredRecord record)
    {
        if (installation.Records.Read(BackingKey.Records, record) is { } key) domainKeys.Add(key.Value.ToWrapped().DomainKeyId);
    }

    // What lies beside the records. The journal is cut at its durable end; its index, locks and sockets are made anew by whoever needs them.
    private IEnumerable<(string Name, string Source, long? Length)> Sources()
    {
        var data = Path.GetFullPath(installation.Options.Data);
        var end = installation.Trail.Journal.End;
        var all = Folders.Select(name => Path.Combine(data, name)).Where(Directory.Exists)
            .SelectMany(static folder => Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)).Order(StringComparer.Ordinal);
        foreach (var source in all)
        {
            var name = Path.GetRelativePath(data, source).Replace(Path.DirectorySeparatorChar, '/');
            var file = Path.GetFileName(source);
            if (file is "lock" or ".lock" || file.StartsWith(".new-", StringComparison.Ordinal) || name.StartsWith("store/records.db", StringComparison.Ordinal)) continue;
            if (!name.StartsWith("store/audit/", StringComparison.Ordinal)) yield return (name, source, null);
            else if (AuditJournal.SegmentOf(file) is { } segment && segment <= end.Segment) yield return (name, source, segment == end.Segment ? end.Offset : null);
        }
    }

    private void WriteFile(SealedFrames.Writer frames, string name, string source, long? length, CancellationToken cancellation)
    {
        FileStream file;
        try
        {
            file = new(source, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        }
        catch (FileNotFoundException)
        {
            return; // Removed since it was listed: nothing that the records name.
        }

        using (file)
        {
            frames.Write(FrameType.File, Encoding.UTF8.GetBytes(name));
            var rest = length ?? file.Length;
            var buffer = new byte[BatchLength];
            while (rest > 0)
            {
                cancellation.ThrowIfCancellationRequested();
                var read = file.Read(buffer, 0, (int)Math.Min(buffer.Length, rest));
                if (read == 0) break;
                frames.Write(FrameType.FileBytes, buffer.AsSpan(0, read));
                rest -= read;
                progress(new(name, records, frames.Written));
            }
        }

        files++;
    }

    private byte[] EndOf()
    {
        var end = new byte[16 + (16 * domainKeys.Count)];
        BinaryPrimitives.WriteInt64BigEndian(end, records);
        BinaryPrimitives.WriteInt64BigEndian(end.AsSpan(8), files);
        var at = 16;
        foreach (var id in domainKeys.Order())
        {
            id.TryWriteBytes(end.AsSpan(at), bigEndian: true, out _);
            at += 16;
        }

        return end;
    }

    private void Check(string path, BackupHeader header, IPurposeKeys keys, CancellationToken cancellation)
    {
        var contents = BackupContents.Verify(BackupFile.PartOf(path), Path.GetFileName(path), keys, cancellation);
        if (contents.Header != header || contents.Records != records || contents.Files != files)
            throw new BackupException($"{path} does not read back as it was written: the disk cannot be trusted.");
        progress(new("verified", records, contents.Length));
    }
}

/// <summary>How far a backup or a restore has come.</summary>
/// <param name="What">What is being copied.</param>
/// <param name="Records">Records so far.</param>
/// <param name="Bytes">Bytes of the file so far.</param>
public sealed record BackupProgress(string What, long Records, long Bytes);
