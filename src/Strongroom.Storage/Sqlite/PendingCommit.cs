namespace Strongroom.Storage.Sqlite;

/// <summary>Something for the writer to do. Who waits for it continues elsewhere, never on the writer's thread.</summary>
internal abstract class Pending() : TaskCompletionSource<CommitResult>(TaskCreationOptions.RunContinuationsAsynchronously);

/// <summary>A commit in the queue: its steps are checked, and name each key once.</summary>
internal sealed class PendingCommit(RecordChange[] changes) : Pending
{
    public RecordChange[] Changes => changes;

    /// <summary>Known when the statements are done; true when the transaction is.</summary>
    public CommitResult Outcome { get; set; }
}

/// <summary>A wish to have the files free of what was deleted.</summary>
internal sealed class PendingScrub : Pending;
