using System.Text;
using Strongroom.Aws;
using Strongroom.Cryptography;
using Strongroom.Storage;

namespace Strongroom.SecretsManager.Rotation;

/// <summary>A rotation under way: which step comes next, and which node is at it. Kept, so that a rotation outlives every crash.</summary>
/// <remarks>
/// docs/formats/rotation-job.md. The lease is fenced by the record's revision: who lost it cannot write the job any more, and what its
/// function still does is repeatable by contract. A failed step begins the whole rotation again, with the same version.
/// </remarks>
public sealed record RotationJob
{
    /// <summary>The stored kind: key (account, region, name).</summary>
    public static RecordType<RotationJob> Records { get; } = new("secret-rotation", new JsonRecordCodec<RotationJob>()) { Guarded = false, CacheCapacity = 0 };

    /// <summary>The owner of the secret.</summary>
    public required string Account { get; init; }

    /// <summary>Its region.</summary>
    public required string Region { get; init; }

    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Its ARN: a secret made anew under the name has no part in this.</summary>
    public required string SecretArn { get; init; }

    /// <summary>The version that the rotation makes.</summary>
    public required string VersionId { get; init; }

    /// <summary>What the function proves itself with, where it calls from elsewhere.</summary>
    public required string RotationToken { get; init; }

    /// <summary>True to run testSecret only, and to remove the version afterwards.</summary>
    public bool IsTest { get; init; }

    /// <summary>The next step.</summary>
    public RotationStep Step { get; init; }

    /// <summary>How often it was begun; 0 before the first time.</summary>
    public int Attempt { get; init; }

    /// <summary>Not to be begun again before.</summary>
    public required DateTimeOffset NotBefore { get; init; }

    /// <summary>The node that is at it.</summary>
    public string? Owner { get; init; }

    /// <summary>Until when that node has it to itself.</summary>
    public DateTimeOffset? LeaseUntil { get; init; }

    /// <summary>The stored key of a secret's job.</summary>
    public static RecordKey RecordKeyOf(string account, string region, string name) => Records.Key(account, region, name);

    /// <summary>True when a node may take it up.</summary>
    public bool IsFreeAt(DateTimeOffset now) => NotBefore <= now && (LeaseUntil is not { } until || until <= now);

    /// <summary>The secret with a version that a rotation begins with, still without a value, and a job that goes on from there.</summary>
    /// <param name="changes">Where the job is staged.</param>
    /// <param name="secret">The secret.</param>
    /// <param name="versionId">The version; where the secret has it already, the rotation goes on with it.</param>
    /// <param name="isTest">Only to test.</param>
    /// <param name="now">The time.</param>
    public static Secret Begin(StagedChanges changes, Secret secret, string versionId, bool isTest, DateTimeOffset now)
    {
        changes.Create(Records, RecordKeyOf(secret.Account, secret.Region, secret.Name), new RotationJob
        {
            Account = secret.Account,
            Region = secret.Region,
            Name = secret.Name,
            SecretArn = secret.Arn,
            VersionId = versionId,
            RotationToken = Guid.NewGuid().ToString("d"),
            IsTest = isTest,
            Step = isTest ? RotationStep.TestSecret : RotationStep.CreateSecret,
            NotBefore = now,
        });
        if (secret.FindVersion(versionId) is not null) return secret;
        IReadOnlyList<VersionEntry> versions = [.. secret.Versions, new() { VersionId = versionId, CreatedDate = now }];
        return secret with { Versions = StagingLabels.Attach(versions, versionId, StagingLabels.Pending) };
    }

    /// <summary>Begins the rotation that the schedule wants; one that is under way goes on now.</summary>
    public static async ValueTask StageDueAsync(Records records, StagedChanges changes, Stored<Secret> stored, DateTimeOffset now, CancellationToken cancellation)
    {
        var secret = stored.Value with { Rotation = stored.Value.Rotation! with { DueDate = null } };
        if (await records.ReadAsync(Records, RecordKeyOf(secret.Account, secret.Region, secret.Name), cancellation) is { } job)
        {
            if (job.Value.SecretArn == secret.Arn)
            {
                changes.Replace(Records, job, job.Value with { NotBefore = now });
                SecretStore.Replace(changes, stored, secret);
                return;
            }

            changes.Delete(Records, job);
        }

        // A version that is pending already, left by hand or by an earlier rotation, is the one to finish.
        var pending = secret.FindLabelled(StagingLabels.Pending) is { } version && !version.Has(StagingLabels.Current) ? version.VersionId : Guid.NewGuid().ToString("d");
        SecretStore.Replace(changes, stored, Begin(changes, secret, pending, isTest: false, now));
    }

    /// <summary>Refuses a value that does not come from the rotation that it says it does.</summary>
    /// <exception cref="FaultException">InvalidParameterException.</exception>
    public static async ValueTask DemandTokenAsync(Records records, Secret secret, string versionId, string proof, CancellationToken cancellation)
    {
        var job = (await records.ReadAsync(Records, RecordKeyOf(secret.Account, secret.Region, secret.Name), cancellation))?.Value;
        if (job is null || job.SecretArn != secret.Arn || job.VersionId != versionId
            || !FixedTime.Equals(Encoding.ASCII.GetBytes(job.RotationToken), Encoding.ASCII.GetBytes(proof)))
            throw SecretsManagerFaults.InvalidParameter("The RotationToken is not that of a rotation of this version.");
    }
}

/// <summary>The steps of a rotation, as its function is asked for them.</summary>
public enum RotationStep
{
    /// <summary>Makes the new value.</summary>
    [WireName("createSecret")] CreateSecret,

    /// <summary>Changes the database or service that the secret opens.</summary>
    [WireName("setSecret")] SetSecret,

    /// <summary>Tries the new value.</summary>
    [WireName("testSecret")] TestSecret,

    /// <summary>Makes it the current one.</summary>
    [WireName("finishSecret")] FinishSecret,
}
