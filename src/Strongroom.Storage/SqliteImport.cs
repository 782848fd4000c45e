using Strongroom.Storage.Sqlite;

namespace Strongroom.Storage;

/// <summary>A store filled with records from elsewhere, as they were, before it is opened for the first time.</summary>
public sealed class SqliteImport : IDisposable
{
    private const int TransactionBytes = 16 << 20;

    private readonly SqliteLink link;
    private readonly SqliteStatement insert;
    private readonly string folder;
    private long pending;

    /// <summary>Makes the store in <paramref name="folder"/>, which has none.</summary>
    /// <param name="folder">Its folder; made if need be.</param>
    /// <param name="position">The position that it continues from.</param>
    /// <param name="revisionsBelow">Revisions that may have been given out.</param>
    /// <exception cref="IOException">It cannot be made.</exception>
    public SqliteImport(string folder, long position, long revisionsBelow)
    {
        this.folder = folder;
        OwnedFolder.Create(folder);
        var path = Path.Combine(folder, "records.db");
        OwnedFolder.OpenFile(path, FileShare.ReadWrite).Dispose();
        link = SqliteLink.Open(path, readOnly: false);
        link.Execute("PRAGMA synchronous=FULL");
        link.Execute("BEGIN IMMEDIATE");
        SqliteMeta.Create(link, position, revisionsBelow);
        insert = link.Prepare("INSERT INTO record VALUES (?1, ?2, ?3)");
    }

    /// <summary>Adds a record.</summary>
    /// <exception cref="StoreFullException">The disk is full.</exception>
    /// <exception cref="IOException">It cannot be written.</exception>
    public void Add(ReadOnlySpan<byte> key, long revision, ReadOnlySpan<byte> body)
    {
        try
        {
            insert.Bind(1, key).Bind(2, revision).Bind(3, body).Run();
            pending += key.Length + body.Length;
            if (pending < TransactionBytes) return;
            link.Execute("COMMIT");
            link.Execute("BEGIN IMMEDIATE");
            pending = 0;
        }
        catch (SqliteError full) when (full.IsFull)
        {
            throw new StoreFullException("The disk is full.", full);
        }
    }

    /// <summary>Makes everything durable.</summary>
    /// <exception cref="StoreFullException">The disk is full.</exception>
    public void Complete()
    {
        try
        {
            link.Execute("COMMIT");
            OwnedFolder.Sync(folder);
        }
        catch (SqliteError full) when (full.IsFull)
        {
            throw new StoreFullException("The disk is full.", full);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => link.Dispose();
}
