namespace Strongroom.Storage.Sqlite;

/// <summary>Where a test can let SQLite fail: each hook runs on the writer's thread and throws what SQLite would have answered.</summary>
internal sealed class SqliteFaults
{
    public Action? BeforeStatements { get; set; }

    public Action<RecordChange>? BeforeWrite { get; set; }

    public Action? BeforeCommit { get; set; }

    /// <summary>The transaction is durable, and its writer does not get to know.</summary>
    public Action? AfterCommit { get; set; }

    public Action? BeforeCheckpoint { get; set; }
}
