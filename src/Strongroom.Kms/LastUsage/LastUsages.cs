using System.Collections.Concurrent;
using System.Collections.Frozen;
using Strongroom.Audit;
using Strongroom.Storage;

namespace Strongroom.Kms;

/// <summary>Remembers the last use of each key: in memory from the audit records as they become durable, in the store once a minute.</summary>
/// <remarks>
/// Nothing is read or written on the way of a call. A process that is killed forgets what the last minute added; the audit trail never does.
/// Memory holds only the keys that were used since the last write.
/// </remarks>
public sealed class LastUsages(Records records)
{
    private const int BatchSize = 500;

    private static readonly FrozenSet<string> Tracked = FrozenSet.ToFrozenSet(
    [
        "Decrypt", "DeriveSharedSecret", "Encrypt", "GenerateDataKey", "GenerateDataKeyPair", "GenerateDataKeyPairWithoutPlaintext",
        "GenerateDataKeyWithoutPlaintext", "GenerateMac", "ReEncrypt", "Sign", "Verify", "VerifyMac",
    ]);

    private readonly ConcurrentDictionary<string, Recent> recent = new(StringComparer.Ordinal);

    /// <summary>Takes note of what became durable: calls that failed, and all that used no key, leave no trace.</summary>
    public void Note(IReadOnlyList<AuditRecord> durable)
    {
        for (var i = 0; i < durable.Count; i++)
        {
            var record = durable[i];
            if (record is { ErrorCode: null, EventType: "AwsApiCall", EventSource: KmsService.EventSource } && Tracked.Contains(record.EventName))
                foreach (var resource in record.Resources) Note(resource.Arn, record);
        }
    }

    /// <summary>The last use of a key; null for none.</summary>
    public async ValueTask<KeyLastUsage?> FindAsync(KmsKey key, CancellationToken cancellation)
        => recent.TryGetValue(key.Arn, out var known) ? known.Read()
            : (await records.FindAsync(KeyLastUsage.Records, KeyLastUsage.RecordKeyOf(key.Account, key.Region, key.KeyId), cancellation))?.Value;

    /// <summary>Writes down what is only in memory.</summary>
    public async ValueTask FlushAsync(CancellationToken cancellation = default)
    {
        foreach (var batch in recent.Chunk(BatchSize))
        {
            var written = new List<(KeyValuePair<string, Recent> Entry, KeyLastUsage Usage)>(batch.Length);
            var changes = new StagedChanges();
            foreach (var entry in batch)
            {
                if (entry.Value.Read() is not { } usage) continue;
                var arn = entry.Key.Split(':', '/');
                changes.Write(KeyLastUsage.Records, KeyLastUsage.RecordKeyOf(arn[4], arn[3], arn[6]), usage);
                written.Add((entry, usage));
            }

            await records.CommitAsync(changes, cancellation);
            foreach (var (entry, usage) in written)
                if (entry.Value.CloseIf(usage)) recent.TryRemove(entry);
        }
    }

    private void Note(string arn, AuditRecord record)
    {
        while (!recent.GetOrAdd(arn, static _ => new Recent()).TrySet(record))
        {
            // It was just written down and is about to leave the dictionary: the next one is new.
        }
    }

    /// <summary>The last use of one key, changed in place: a use allocates nothing.</summary>
    private sealed class Recent
    {
        private readonly Lock gate = new();
        private (string Operation, DateTimeOffset Time, Guid EventId, Guid RequestId) last;
        private bool closed;

        public bool TrySet(AuditRecord record)
        {
            lock (gate)
            {
                if (!closed && record.EventTime >= last.Time) last = (record.EventName, record.EventTime, record.EventId, record.RequestId ?? default);
                return !closed;
            }
        }

        public KeyLastUsage? Read()
        {
            lock (gate) return last.Operation is null ? null : new(last.Operation, last.Time, last.EventId, last.RequestId);
        }

        /// <summary>Ends it, if nothing was noted since.</summary>
        public bool CloseIf(KeyLastUsage written)
        {
            lock (gate) return closed = written.EventId == last.EventId;
        }
    }
}
