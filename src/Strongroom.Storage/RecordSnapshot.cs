using Strongroom.Storage.Sqlite;

namespace Strongroom.Storage;

/// <summary>All records of one moment, in order of key, as they are stored: for backups. Used by one thread.</summary>
public sealed class RecordSnapshot : IDisposable
{
    private readonly SqliteLink link;

    internal RecordSnapshot(string path)
    {
        link = SqliteLink.Open(path, readOnly: true);
        try
        {
            link.Execute("BEGIN");
            Position = SqliteMeta.Read(link, "position");
            RevisionsBelow = SqliteMeta.Read(link, "revisions-below");
        }
        catch
        {
            link.Dispose();
            throw;
        }
    }

    /// <summary>The store's position.</summary>
    public long Position { get; }

    /// <summary>No revision from this one on was ever given out.</summary>
    public long RevisionsBelow { get; }

    /// <summary>The records; once.</summary>
    /// <exception cref="IOException">The disk failed, or the file is damaged.</exception>
    public IEnumerable<StoredRecord> Records()
    {
        var all = link.Prepare("SELECT key, revision, body FROM record ORDER BY key");
        while (all.Step()) yield return new(RecordKey.Stored(all.Blob(0)), all.Int64(1), all.Blob(2).ToArray());
    }

    /// <inheritdoc/>
    public void Dispose() => link.Dispose();
}
