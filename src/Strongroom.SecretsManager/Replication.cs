using Strongroom.Aws;
using Strongroom.Storage;

namespace Strongroom.SecretsManager;

/// <summary>Keeps the copies of a secret in other regions as the primary is: in the same commit, each under a KMS key of its own region.</summary>
/// <remarks>
/// User Guide, "Replicate secrets across Regions". The values are opened and sealed anew as the caller, whose rights in both regions count. A
/// region that refuses is marked as failed and says why; it does not stop the change of the primary.
/// </remarks>
public sealed class Replication(SecretStore secrets, SecretEnvelopes envelopes, FrontDoorOptions options)
{
    /// <summary>The primary with the state of its replicas, whose changes are staged.</summary>
    public async ValueTask<Secret> FollowAsync(Call call, Secret primary, FreshVersion? fresh, CancellationToken cancellation)
    {
        if (primary.Replicas.Count == 0 || primary.IsReplica) return primary;
        var replicas = new List<Replica>(primary.Replicas.Count);
        foreach (var replica in primary.Replicas)
        {
            var stored = await secrets.FindAnyAsync(primary.Account, replica.Region, primary.Name, cancellation);
            if (stored is null || stored.Value.Suffix != primary.Suffix || stored.Value.PrimaryRegion != primary.Region)
                replicas.Add(replica with { Status = ReplicaStatus.Failed, StatusMessage = replica.StatusMessage ?? "Replication failed: the replica is gone." });
            else
                replicas.Add(await SyncAsync(call, primary, replica, stored, fresh, cancellation));
        }

        return primary with { Replicas = replicas };
    }

    /// <summary>The primary with further replicas, whose making is staged.</summary>
    /// <exception cref="FaultException">InvalidParameterException: no such region, the secret's own, or one that it is replicated to.</exception>
    public async ValueTask<Secret> AddAsync(
        Call call, Secret primary, IReadOnlyList<ReplicaRegion> regions, bool overwrite, FreshVersion? fresh, CancellationToken cancellation)
    {
        primary = primary with { PrimaryRegion = primary.Region };
        var replicas = new List<Replica>(primary.Replicas);
        foreach (var asked in regions)
        {
            if (asked.Region is not { } region || region == primary.Region || !options.Regions.Contains(region))
                throw SecretsManagerFaults.InvalidParameter("Invalid replica region.");
            replicas.RemoveAll(replica => replica.Region == region && replica.Status == ReplicaStatus.Failed);
            if (replicas.Exists(replica => replica.Region == region))
                throw SecretsManagerFaults.InvalidParameter($"The secret is already replicated to region {region}.");
            replicas.Add(await MakeAsync(call, primary, new(region, string.IsNullOrEmpty(asked.KmsKeyId) ? null : asked.KmsKeyId, ReplicaStatus.InProgress), overwrite, fresh, cancellation));
        }

        return primary with { Replicas = replicas };
    }

    /// <summary>Stages the end of a replica, if it is there and follows <paramref name="primary"/>.</summary>
    public async ValueTask RemoveAsync(Call call, Secret primary, string region, CancellationToken cancellation)
    {
        var stored = await secrets.FindAnyAsync(primary.Account, region, primary.Name, cancellation);
        if (stored is not null && stored.Value.Suffix == primary.Suffix && stored.Value.PrimaryRegion == primary.Region)
            await secrets.DeleteAsync(call.Changes, stored, cancellation);
    }

    private async ValueTask<Replica> MakeAsync(
        Call call, Secret primary, Replica replica, bool overwrite, FreshVersion? fresh, CancellationToken cancellation)
    {
        var taken = await secrets.FindAnyAsync(primary.Account, replica.Region, primary.Name, cancellation);
        if (taken is not null && !taken.Value.IsGoneAt(call.Time) && !overwrite)
            return replica with
            {
                Status = ReplicaStatus.Failed,
                StatusMessage = $"Replication failed: Secret name {primary.Name} already exists in region {replica.Region}.",
            };
        return await SyncAsync(call, primary, replica, taken, fresh, cancellation);
    }

    private async ValueTask<Replica> SyncAsync(
        Call call, Secret primary, Replica replica, Stored<Secret>? stored, FreshVersion? fresh, CancellationToken cancellation)
    {
        var before = stored is { Value: var there } && there.Suffix == primary.Suffix ? there : null;
        var after = CopyOf(primary, replica, before);
        try
        {
            var values = await SealMissingAsync(call, primary, after, before, fresh, cancellation);
            after = after with { Versions = [.. primary.Versions.Select(version => Listed(version, values, before, after))] };
            foreach (var (id, version) in values) call.Changes.Write(SecretVersion.Records, SecretVersion.RecordKeyOf(after, id), version);
        }
        catch (FaultException refused)
        {
            return replica with { Status = ReplicaStatus.Failed, StatusMessage = $"Replication failed: {refused.Text ?? refused.Code}" };
        }

        if (stored is not null && before is null) await secrets.DeleteAsync(call.Changes, stored, cancellation);
        foreach (var gone in before?.Versions ?? [])
            if (gone.HasValue && primary.FindVersion(gone.VersionId) is null)
                call.Changes.Delete(SecretVersion.Records, await secrets.GetVersionAsync(before!, gone, cancellation));
        if (stored is not null && before is not null) SecretStore.Replace(call.Changes, stored, after);
        else SecretStore.Create(call.Changes, after);
        return replica with { Status = ReplicaStatus.InSync, StatusMessage = null };
    }

    private async ValueTask<Dictionary<string, SecretVersion>> SealMissingAsync(
        Call call, Secret primary, Secret after, Secret? before, FreshVersion? fresh, CancellationToken cancellation)
    {
        var there = call.In(after.Region);
        var values = new Dictionary<string, SecretVersion>(StringComparer.Ordinal);
        foreach (var version in primary.Versions)
        {
            if (!version.HasValue || before?.FindVersion(version.VersionId) is { HasValue: true }) continue;
            if (fresh is { } made && made.VersionId == version.VersionId)
            {
                values[version.VersionId] = await envelopes.SealAsync(there, after, version.VersionId, made.Value, cancellation);
                continue;
            }

            var source = (await secrets.GetVersionAsync(primary, version, cancellation)).Value;
            using var value = await envelopes.OpenAsync(call, primary, version.VersionId, source, cancellation);
            values[version.VersionId] = await envelopes.SealAsync(there, after, version.VersionId, value, cancellation);
        }

        return values;
    }

    private static VersionEntry Listed(VersionEntry version, Dictionary<string, SecretVersion> values, Secret? before, Secret after)
        => values.TryGetValue(version.VersionId, out var made) ? version with { KmsKeyArn = made.KmsKeyArn, IsDefaultKey = after.KmsKeyId is null }
            : before?.FindVersion(version.VersionId) is { } known ? known with { Stages = version.Stages }
            : version;

    // Made anew, not from the primary with another region: a record remembers its ARN.
    private static Secret CopyOf(Secret primary, Replica replica, Secret? before) => new()
    {
        Account = primary.Account,
        Region = replica.Region,
        Name = primary.Name,
        Suffix = primary.Suffix,
        Description = primary.Description,
        KmsKeyId = replica.KmsKeyId,
        Type = primary.Type,
        CreatedDate = before?.CreatedDate ?? primary.LastChangedDate,
        LastChangedDate = primary.LastChangedDate,
        Tags = primary.Tags,
        Policy = primary.Policy,
        Rotation = primary.Rotation,
        PrimaryRegion = primary.Region,
    };
}

/// <summary>A region to replicate to, as a request gives it.</summary>
public sealed record ReplicaRegion
{
    /// <summary>The region.</summary>
    [Length(1, 128), Pattern(@"^([a-z]+-)+\d+$")] public string? Region { get; init; }

    /// <summary>The key that protects the replica there; <c>alias/aws/secretsmanager</c> where none is given.</summary>
    [Length(0, 2048)] public string? KmsKeyId { get; init; }
}

/// <summary>A replica as answers show it.</summary>
public sealed record ReplicationStatus(string Region, string KmsKeyId, Wire<ReplicaStatus> Status, string StatusMessage)
{
    /// <summary>The replicas of a secret; null for none.</summary>
    public static IReadOnlyList<ReplicationStatus>? Of(Secret secret)
        => secret.Replicas.Count == 0 ? null : [.. secret.Replicas.Select(static replica => new ReplicationStatus(replica.Region,
            replica.KmsKeyId ?? SecretEnvelopes.DefaultKey, replica.Status,
            replica.StatusMessage ?? (replica.Status == ReplicaStatus.InSync ? "Replication succeeded" : "Replication is in progress")))];
}
