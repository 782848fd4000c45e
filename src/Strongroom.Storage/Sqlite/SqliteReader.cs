namespace Strongroom.Storage.Sqlite;

/// <summary>A read-only link with its statements.</summary>
internal sealed class SqliteReader : IDisposable
{
    private readonly SqliteLink link;
    private readonly SqliteStatement begin, end, find, forward, backward;

    public SqliteReader(string path)
    {
        link = SqliteLink.Open(path, readOnly: true);
        try
        {
            begin = link.Prepare("BEGIN");
            end = link.Prepare("ROLLBACK");
            find = link.Prepare("SELECT revision, body FROM record WHERE key = ?1");
            forward = link.Prepare("SELECT key, revision, body FROM record WHERE key >= ?1 AND key < ?2 ORDER BY key LIMIT ?3");
            backward = link.Prepare("SELECT key, revision, body FROM record WHERE key >= ?1 AND key < ?2 ORDER BY key DESC LIMIT ?3");
        }
        catch
        {
            link.Dispose();
            throw;
        }
    }

    public StoredRecord? Get(RecordKey key)
    {
        try
        {
            return find.Bind(1, key.Span).Step() ? new(key, find.Int64(0), find.Blob(1).ToArray()) : null;
        }
        finally
        {
            find.Reset();
        }
    }

    /// <summary>All of one snapshot.</summary>
    public StoredRecord?[] GetMany(IReadOnlyList<RecordKey> keys)
    {
        var records = new StoredRecord?[keys.Count];
        begin.Run();
        try
        {
            for (var i = 0; i < records.Length; i++) records[i] = Get(keys[i]);
            return records;
        }
        finally
        {
            end.Run();
        }
    }

    public IReadOnlyList<StoredRecord> Range(RecordKey from, RecordKey to, int limit, bool reverse)
    {
        var statement = reverse ? backward : forward;
        try
        {
            var page = new List<StoredRecord>();
            statement.Bind(1, from.Span).Bind(2, to.Span).Bind(3, limit);
            while (statement.Step()) page.Add(new(RecordKey.Stored(statement.Blob(0)), statement.Int64(1), statement.Blob(2).ToArray()));
            return page;
        }
        finally
        {
            statement.Reset();
        }
    }

    public void KeepLogOnClose() => link.KeepLogOnClose();

    public void Dispose() => link.Dispose();
}
