using System.Globalization;

namespace Strongroom.Storage.Sqlite;

/// <summary>What the store knows of itself: the version of its tables, the revisions that may be in use, and its position.</summary>
/// <remarks>
/// A revision is given out only below a bound that is durable already, so that none is ever given out twice, whatever crashes. It never
/// starts
/// below the clock either (microseconds since 1970): a store restored from a backup does not repeat the revisions that were written after
/// it.
/// </remarks>
internal sealed class SqliteMeta
{
    private const long FormatVersion = 1;
    private const long Stride = 1 << 20;
    private readonly SqliteStatement setBound, setPosition;
    private long revision, bound;

    private SqliteMeta(SqliteLink link)
    {
        setBound = link.Prepare("UPDATE meta SET value = ?1 WHERE name = 'revisions-below'");
        setPosition = link.Prepare("UPDATE meta SET value = ?1 WHERE name = 'position'");
    }

    /// <summary>The last position that is durable.</summary>
    public long Position
    {
        get => Volatile.Read(ref field);
        set => Volatile.Write(ref field, value);
    }

    public long LastRevision => Interlocked.Read(ref revision);

    public static SqliteMeta Open(SqliteLink link, TimeProvider time)
    {
        link.Execute("BEGIN IMMEDIATE");
        if (link.Execute("SELECT 1 FROM sqlite_schema WHERE name = 'meta'") is null) Create(link, position: 0, revisionsBelow: 1);
        link.Execute("COMMIT");
        if (Read(link, "format") is not FormatVersion and var format)
            throw new InvalidDataException($"The store has format {format}; this program knows format {FormatVersion}.");
        var meta = new SqliteMeta(link) { Position = Read(link, "position") };
        var floor = (time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
        meta.bound = Read(link, "revisions-below");
        meta.revision = Math.Max(meta.bound, floor) - 1;
        meta.Reserve();
        return meta;
    }

    public long NextRevision() => Interlocked.Increment(ref revision);

    /// <summary>Raises the bound, durably, when half of what was reserved is used. Outside a transaction, before one that writes.</summary>
    public void Reserve()
    {
        var last = LastRevision;
        if (last + (Stride / 2) < bound) return;
        setBound.Bind(1, last + Stride).Run();
        bound = last + Stride;
    }

    /// <summary>Inside the transaction that gets the store there.</summary>
    public void Write(long position) => setPosition.Bind(1, position).Run();

    /// <summary>The tables of a new store. Inside a transaction.</summary>
    public static void Create(SqliteLink link, long position, long revisionsBelow)
    {
        link.Execute("CREATE TABLE meta (name TEXT PRIMARY KEY NOT NULL, value INTEGER NOT NULL) WITHOUT ROWID");
        link.Execute(
            "CREATE TABLE record (key BLOB PRIMARY KEY NOT NULL, revision INTEGER NOT NULL, body BLOB NOT NULL) WITHOUT ROWID");
        link.Execute($"INSERT INTO meta VALUES ('format', {FormatVersion}), ('revisions-below', {revisionsBelow}), ('position', {position})");
    }

    /// <summary>A number that the store keeps of itself.</summary>
    public static long Read(SqliteLink link, string name) =>
        link.Execute($"SELECT value FROM meta WHERE name = '{name}'") is { } value
            ? long.Parse(value, CultureInfo.InvariantCulture)
            : throw new InvalidDataException($"The store has no '{name}'.");
}
