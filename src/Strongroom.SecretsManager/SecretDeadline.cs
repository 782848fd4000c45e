using Strongroom.Storage;

namespace Strongroom.SecretsManager;

/// <summary>An entry in the calendar of what falls due on secrets: the end of a recovery window, or a rotation. The clock's work never scans all secrets.</summary>
/// <remarks>Only a hint: when it comes up, the secret itself says whether anything is due.</remarks>
public sealed record SecretDeadline(string Account, string Region, string Name)
{
    /// <summary>The stored kind: key (due time in seconds, account, region, name).</summary>
    public static RecordType<SecretDeadline> Records { get; } =
        new("secret-deadline", new JsonRecordCodec<SecretDeadline>()) { Guarded = false, CacheCapacity = 0 };

    /// <summary>The beginning of the calendar.</summary>
    public static RecordKey Start => Records.Key();

    /// <summary>All entries before this key are due at <paramref name="now"/>.</summary>
    public static RecordKey EndOfDue(DateTimeOffset now) => Records.Key().Then(now.ToUnixTimeSeconds() + 1);

    /// <summary>Enters what now falls due on <paramref name="secret"/>.</summary>
    public static void Stage(StagedChanges changes, Secret secret)
    {
        var due = secret.DeletionDate ?? (secret is { IsReplica: false, Rotation: { Enabled: true } rotation } ? rotation.DueDate : null);
        if (due is { } date) Stage(changes, secret, date);
    }

    /// <summary>Enters that the secret is to be looked at again.</summary>
    public static void Stage(StagedChanges changes, Secret secret, DateTimeOffset date)
        => changes.Write(Records, Records.Key().Then(date.ToUnixTimeSeconds()).Then(secret.Account).Then(secret.Region).Then(secret.Name),
            new SecretDeadline(secret.Account, secret.Region, secret.Name));
}
