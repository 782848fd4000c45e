using Strongroom.Storage;

namespace Strongroom.Kms;

/// <summary>The last successful cryptographic operation with a key, as far as it was written down.</summary>
/// <param name="Operation">AWS's name, such as <c>Decrypt</c>.</param>
/// <param name="Time">When the call arrived.</param>
/// <param name="EventId">Its record in the audit trail.</param>
/// <param name="RequestId">Its request id.</param>
public sealed record KeyLastUsage(string Operation, DateTimeOffset Time, Guid EventId, Guid RequestId)
{
    /// <summary>The stored kind: key (account, region, key id). Told, never decided by: neither guarded nor cached.</summary>
    public static RecordType<KeyLastUsage> Records { get; } =
        new("kms-last-usage", new JsonRecordCodec<KeyLastUsage>()) { Guarded = false, CacheCapacity = 0 };

    /// <summary>The stored key of a key's record.</summary>
    public static RecordKey RecordKeyOf(string account, string region, string keyId) => Records.Key(account, region, keyId);
}
