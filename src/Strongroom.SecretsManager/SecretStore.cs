using Strongroom.Aws;
using Strongroom.SecretsManager.Listing;
using Strongroom.Storage;

namespace Strongroom.SecretsManager;

/// <summary>Finds secrets by whatever name a request gives, and stages their changes with their entries in lists and calendar.</summary>
public sealed class SecretStore(Records records)
{
    /// <summary>The most versions of a secret. Beyond <see cref="KeptVersions"/>, those without labels go once they are a day old.</summary>
    public const int MaxVersions = 1000;

    /// <summary>How many versions are kept in any case.</summary>
    public const int KeptVersions = 100;

    /// <summary>The secret, or null: unknown, of another region, of another suffix, or past its recovery window.</summary>
    public async ValueTask<Stored<Secret>?> FindAsync(Call call, SecretReference reference, CancellationToken cancellation)
    {
        if (reference.Region != call.Region) return null;
        var key = Secret.RecordKeyOf(reference.Account, reference.Region, reference.Name);
        var stored = await records.FindAsync(Secret.Records, key, cancellation);
        if (stored is null || stored.Value.IsGoneAt(call.Time)) return null;
        return reference.Suffix is null || reference.Suffix == stored.Value.Suffix ? stored : null;
    }

    /// <summary>Whatever the store has under a name, also what is past its recovery window.</summary>
    public ValueTask<Stored<Secret>?> FindAnyAsync(string account, string region, string name, CancellationToken cancellation)
        => records.FindAsync(Secret.Records, Secret.RecordKeyOf(account, region, name), cancellation);

    /// <summary>The sealed value of a version that the secret lists.</summary>
    /// <exception cref="DamagedRecordException">It is gone, or is under another KMS key than the list says: somebody changed the store.</exception>
    public async ValueTask<Stored<SecretVersion>> GetVersionAsync(Secret secret, VersionEntry entry, CancellationToken cancellation)
    {
        var key = SecretVersion.RecordKeyOf(secret, entry.VersionId);
        var version = await records.FindAsync(SecretVersion.Records, key, cancellation) ?? throw new DamagedRecordException(key, "is missing");
        return version.Value.KmsKeyArn == entry.KmsKeyArn ? version : throw new DamagedRecordException(key, "is an older one");
    }

    /// <summary>Stages a new secret, with its entries in lists. What is past its recovery window under the same name makes way.</summary>
    public static void Create(StagedChanges changes, Secret secret)
    {
        changes.Create(Secret.Records, secret.RecordKey, secret);
        SecretIndex.Stage(changes, null, secret);
        changes.Write(SecretIndex.Records, SecretIndex.Of(secret, "accessed", DateTimeOffset.UnixEpoch), []);
        SecretDeadline.Stage(changes, secret);
    }

    /// <summary>Stages a new value of a secret that was read, with its entries in lists.</summary>
    public static void Replace(StagedChanges changes, Stored<Secret> current, Secret secret)
    {
        changes.Replace(Secret.Records, current, secret);
        SecretIndex.Stage(changes, current.Value, secret);
        if (secret.DeletionDate != current.Value.DeletionDate || secret.Rotation?.NextRotationDate != current.Value.Rotation?.NextRotationDate)
            SecretDeadline.Stage(changes, secret);
    }

    /// <summary>Stages the end of a secret with all its versions.</summary>
    public async ValueTask DeleteAsync(StagedChanges changes, Stored<Secret> current, CancellationToken cancellation)
    {
        foreach (var version in current.Value.Versions)
            if (version.HasValue) changes.Delete(SecretVersion.Records, await GetVersionAsync(current.Value, version, cancellation));
        await AccessDates.StageDeleteAsync(records, changes, current.Value, cancellation);
        SecretIndex.Stage(changes, current.Value, null);
        changes.Delete(Secret.Records, current);
    }

    /// <summary>The versions that stay when there are too many: whatever has a label, what is younger than a day, and the newest hundred.</summary>
    /// <returns>What stays; what goes is staged for its end.</returns>
    public async ValueTask<IReadOnlyList<VersionEntry>> ReapAsync(
        StagedChanges changes, Secret secret, IReadOnlyList<VersionEntry> versions, DateTimeOffset now, CancellationToken cancellation)
    {
        var excess = versions.Count - KeptVersions;
        if (excess <= 0) return versions;
        var old = now.AddDays(-1);
        var kept = new List<VersionEntry>(versions.Count);
        foreach (var version in versions)
        {
            if (excess <= 0 || version.Stages.Count > 0 || version.CreatedDate > old)
            {
                kept.Add(version);
                continue;
            }

            excess--;
            if (version.HasValue) changes.Delete(SecretVersion.Records, await GetVersionAsync(secret, version, cancellation));
        }

        return kept.Count <= MaxVersions ? kept : throw SecretsManagerFaults.LimitExceeded("The secret has the most versions that it may have.");
    }
}
