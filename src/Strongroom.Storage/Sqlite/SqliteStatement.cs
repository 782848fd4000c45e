using SQLitePCL;

namespace Strongroom.Storage.Sqlite;

/// <summary>A prepared statement of one link. Bind, step while there are rows, reset.</summary>
internal sealed class SqliteStatement(SqliteLink link, sqlite3_stmt handle) : IDisposable
{
    public SqliteStatement Bind(int parameter, ReadOnlySpan<byte> value)
    {
        // An empty span would bind NULL.
        link.Demand(value.IsEmpty ? raw.sqlite3_bind_zeroblob(handle, parameter, 0) : raw.sqlite3_bind_blob(handle, parameter, value));
        return this;
    }

    public SqliteStatement Bind(int parameter, long value)
    {
        link.Demand(raw.sqlite3_bind_int64(handle, parameter, value));
        return this;
    }

    /// <summary>True while there is a row.</summary>
    public bool Step() => raw.sqlite3_step(handle) switch
    {
        raw.SQLITE_ROW => true,
        raw.SQLITE_DONE => false,
        var code => throw link.Error(code),
    };

    public long Int64(int column) => raw.sqlite3_column_int64(handle, column);

    /// <summary>A view that lives until the next step.</summary>
    public ReadOnlySpan<byte> Blob(int column) => raw.sqlite3_column_blob(handle, column);

    /// <summary>Runs a statement that has no rows.</summary>
    public void Run()
    {
        try
        {
            Step();
        }
        finally
        {
            Reset();
        }
    }

    /// <summary>Ready to run again. It repeats the error of the last step, which has been thrown already.</summary>
    public void Reset() => _ = raw.sqlite3_reset(handle);

    public void Dispose() => handle.Dispose();
}
