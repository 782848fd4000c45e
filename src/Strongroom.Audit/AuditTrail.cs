using Strongroom.Storage;

namespace Strongroom.Audit;

/// <summary>The one way in which a call ends: its changes and its records become durable together, or the call fails.</summary>
public sealed class AuditTrail
{
    /// <summary>
    /// With changes: commits them and the records (as outbox rows) in one step. Without: appends the records to the journal. Returns when durable.
    /// </summary>
    /// <returns>A conflict, in which case nothing was written and the operation may run again.</returns>
    /// <exception cref="AuditUnavailableException">The records cannot be written now; nothing was done, and the caller must not be answered with a success.</exception>
    public ValueTask<CommitResult> CommitAsync(StagedChanges changes, IReadOnlyList<AuditRecord> records, CancellationToken cancellation = default)
        => throw new NotImplementedException();
}

/// <summary>No record can be written: the disk is full, or the journal failed. No audit, no action.</summary>
public sealed class AuditUnavailableException(string message, Exception? inner = null) : IOException(message, inner);
