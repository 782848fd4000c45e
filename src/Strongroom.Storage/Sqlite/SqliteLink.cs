using System.Text;
using SQLitePCL;

namespace Strongroom.Storage.Sqlite;

/// <summary>One connection to the database file, used by one thread at a time.</summary>
internal sealed class SqliteLink : IDisposable
{
    private const int NoCheckpointOnClose = 1006;
    private const int CacheWrites = 9;
    private readonly sqlite3 database;
    private readonly List<SqliteStatement> statements = [];

    static SqliteLink() => Batteries_V2.Init();

    private SqliteLink(sqlite3 database) => this.database = database;

    public static SqliteLink Open(string path, bool readOnly)
    {
        var flags = (readOnly ? raw.SQLITE_OPEN_READONLY : raw.SQLITE_OPEN_READWRITE) | raw.SQLITE_OPEN_NOMUTEX;
        var code = raw.sqlite3_open_v2(path, out var database, flags, null);
        var link = new SqliteLink(database);
        try
        {
            link.Demand(code);
            link.Demand(raw.sqlite3_extended_result_codes(database, 1));
            link.BusyTimeout = TimeSpan.FromSeconds(5);
            link.Execute("PRAGMA temp_store=MEMORY");
            link.Execute("PRAGMA trusted_schema=OFF");
            link.Execute("PRAGMA cell_size_check=ON");
            return link;
        }
        catch
        {
            link.Dispose();
            throw;
        }
    }

    /// <summary>How long a statement waits for another connection.</summary>
    public TimeSpan BusyTimeout { set => Demand(raw.sqlite3_busy_timeout(database, (int)value.TotalMilliseconds)); }

    /// <summary>True between BEGIN and its end.</summary>
    public bool InTransaction => raw.sqlite3_get_autocommit(database) == 0;

    /// <summary>A statement that lives as long as the link.</summary>
    public SqliteStatement Prepare(string sql)
    {
        const uint persistent = 1;
        Demand(raw.sqlite3_prepare_v3(database, Encoding.UTF8.GetBytes(sql), persistent, out var handle));
        var statement = new SqliteStatement(this, handle);
        statements.Add(statement);
        return statement;
    }

    /// <summary>Runs a statement once and returns the first column of its first row, if it has one.</summary>
    public string? Execute(string sql)
    {
        Demand(raw.sqlite3_prepare_v2(database, sql, out var handle));
        using (handle)
        {
            string? answer = null;
            for (int code; (code = raw.sqlite3_step(handle)) != raw.SQLITE_DONE;)
            {
                if (code != raw.SQLITE_ROW) throw Error(code);
                answer ??= raw.sqlite3_column_text(handle, 0).utf8_to_string();
            }

            return answer;
        }
    }

    /// <summary>Copies the write-ahead log into the database.</summary>
    /// <returns>Frames in the log.</returns>
    public int Checkpoint(int mode)
    {
        Demand(raw.sqlite3_wal_checkpoint_v2(database, "main", mode, out var frames, out _));
        return Math.Max(frames, 0);
    }

    /// <summary>Pages written by this link since it was last asked.</summary>
    public int TakePagesWritten()
    {
        Demand(raw.sqlite3_db_status(database, CacheWrites, out var pages, out _, 1));
        return pages;
    }

    /// <summary>Closing the last link copies the log into the database: never do so after a write that failed.</summary>
    public void KeepLogOnClose() => Demand(raw.sqlite3_db_config(database, NoCheckpointOnClose, 1, out _));

    public SqliteError Error(int code) => new(code, raw.sqlite3_errmsg(database).utf8_to_string());

    public void Demand(int code)
    {
        if (code != raw.SQLITE_OK) throw Error(code);
    }

    public void Dispose()
    {
        foreach (var statement in statements) statement.Dispose();
        raw.sqlite3_close_v2(database);
        database.Dispose();
    }
}
