using Strongroom.Storage;

namespace Strongroom.Kms;

/// <summary>An entry in the calendar of what falls due on keys, so that the clock's work never scans all keys.</summary>
/// <remarks>Only a hint: when it comes up, the key itself says whether anything is due, and a key that was rescued has nothing.</remarks>
public sealed record KeyDeadline(string Account, string Region, string KeyId)
{
    /// <summary>The stored kind: key (due time in seconds, account, region, key id).</summary>
    public static RecordType<KeyDeadline> Records { get; } = new("kms-deadline", new JsonRecordCodec<KeyDeadline>()) { Guarded = false, CacheCapacity = 0 };

    /// <summary>The beginning of the calendar.</summary>
    public static RecordKey Start => Records.Key();

    /// <summary>All entries before this key are due at <paramref name="now"/>.</summary>
    public static RecordKey EndOfDue(DateTimeOffset now) => Records.Key().Then(now.ToUnixTimeSeconds() + 1);

    /// <summary>Enters the deadlines that <paramref name="key"/> now has: its deletion, or its next rotation; and when its material expires.</summary>
    public static void Stage(StagedChanges changes, KmsKey key)
    {
        Stage(changes, key, key.State == KeyState.PendingDeletion ? key.DeletionDate : key.IsReplica ? null : key.Rotation?.NextRotationDate);
        foreach (var material in key.Materials)
            if (material.Import is { IsPresent: true } import) Stage(changes, key, import.ValidTo);
    }

    private static void Stage(StagedChanges changes, KmsKey key, DateTimeOffset? due)
    {
        if (due is not { } date) return;
        var recordKey = Records.Key().Then(date.ToUnixTimeSeconds()).Then(key.Account).Then(key.Region).Then(key.KeyId);
        changes.Write(Records, recordKey, new KeyDeadline(key.Account, key.Region, key.KeyId));
    }
}
