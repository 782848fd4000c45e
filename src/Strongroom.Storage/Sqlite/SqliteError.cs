using SQLitePCL;

namespace Strongroom.Storage.Sqlite;

/// <summary>What SQLite answered instead of OK. Its kind decides what becomes of the store.</summary>
internal sealed class SqliteError(int code, string message) : IOException($"SQLite {code}: {message}")
{
    /// <summary>The extended result code.</summary>
    public int Code => code;

    /// <summary>No room: nothing was written.</summary>
    public bool IsFull => Primary == raw.SQLITE_FULL;

    /// <summary>Only another connection is in the way.</summary>
    public bool IsBusy => Primary is raw.SQLITE_BUSY or raw.SQLITE_LOCKED;

    /// <summary>The disk or the file cannot be trusted: what was written, or read, is in doubt.</summary>
    public bool IsFatal => Primary is raw.SQLITE_IOERR or raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB
        or raw.SQLITE_READONLY or raw.SQLITE_CANTOPEN or raw.SQLITE_PERM or raw.SQLITE_PROTOCOL or raw.SQLITE_INTERNAL or raw.SQLITE_MISUSE;

    private int Primary => code & 0xFF;
}
