using Strongroom.Aws;
using Strongroom.Storage;

namespace Strongroom.SecretsManager;

/// <summary>Puts values into secrets, and stages a changed secret with its replicas: what every operation that changes one has in common.</summary>
public sealed class SecretWriter(SecretStore secrets, SecretEnvelopes envelopes, Replication replication)
{
    /// <summary>The secret with a new version, whose value is staged; the same secret where the version is there with the same value.</summary>
    /// <param name="call">Who puts it.</param>
    /// <param name="secret">The secret as it is.</param>
    /// <param name="versionId">The request's token.</param>
    /// <param name="value">The value, which the request keeps owning.</param>
    /// <param name="labels">The labels that the version takes.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <exception cref="FaultException">ResourceExistsException: there is such a version with another value. What KMS says.</exception>
    public async ValueTask<Secret> PutVersionAsync(
        Call call, Secret secret, string versionId, SecretValue value, IReadOnlyList<string> labels, CancellationToken cancellation)
    {
        var existing = secret.FindVersion(versionId);
        if (existing is { HasValue: true })
        {
            await DemandSameAsync(call, secret, existing, value, cancellation);
            return secret;
        }

        var version = await envelopes.SealAsync(call, secret, versionId, value, cancellation);
        call.Changes.Write(SecretVersion.Records, SecretVersion.RecordKeyOf(secret, versionId), version);
        var entry = (existing ?? new() { VersionId = versionId, CreatedDate = call.Time }) with { KmsKeyArn = version.KmsKeyArn, IsDefaultKey = secret.KmsKeyId is null };
        if (secret.Versions.Count == 0 && !labels.Contains(StagingLabels.Current)) labels = [.. labels, StagingLabels.Current];
        var versions = StagingLabels.Attach([.. secret.Versions.Where(other => other.VersionId != versionId), entry], versionId, labels);
        DemandLabels(versions);
        return secret with { Versions = await secrets.ReapAsync(call.Changes, secret, versions, call.Time, cancellation), LastChangedDate = call.Time };
    }

    /// <summary>Refuses unless the version has this value: only then is a repeated request the same request.</summary>
    /// <exception cref="FaultException">ResourceExistsException.</exception>
    public async ValueTask DemandSameAsync(Call call, Secret secret, VersionEntry entry, SecretValue value, CancellationToken cancellation)
    {
        var version = (await secrets.GetVersionAsync(secret, entry, cancellation)).Value;
        using var stored = await envelopes.OpenAsync(call, secret, entry.VersionId, version, cancellation);
        if (!stored.Is(value)) throw SecretsManagerFaults.TokenInUse(entry.VersionId, secret.Arn);
    }

    /// <summary>Stages a new secret.</summary>
    /// <param name="call">Who makes it.</param>
    /// <param name="secret">The secret.</param>
    /// <param name="expired">What is past its recovery window under the same name.</param>
    /// <param name="cancellation">Stops the work.</param>
    public async ValueTask CreateAsync(Call call, Secret secret, Stored<Secret>? expired, CancellationToken cancellation)
    {
        if (expired is not null) await secrets.DeleteAsync(call.Changes, expired, cancellation);
        SecretStore.Create(call.Changes, secret);
    }

    /// <summary>Stages a changed secret, and the same change of its replicas.</summary>
    /// <param name="call">Who changes it.</param>
    /// <param name="current">As it was read.</param>
    /// <param name="secret">As it will be.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <param name="fresh">The value of a version that this call made, so that replicas need not have it opened again.</param>
    /// <returns>As it was staged: with the state of its replicas.</returns>
    public async ValueTask<Secret> ReplaceAsync(
        Call call, Stored<Secret> current, Secret secret, CancellationToken cancellation, FreshVersion? fresh = null)
    {
        secret = await replication.FollowAsync(call, secret, fresh, cancellation);
        SecretStore.Replace(call.Changes, current, secret);
        return secret;
    }

    /// <summary>Refuses more labels on one version than AWS allows.</summary>
    /// <exception cref="FaultException">LimitExceededException.</exception>
    public static void DemandLabels(IReadOnlyList<VersionEntry> versions)
    {
        if (versions.Any(static version => version.Stages.Count > StagingLabels.Max))
            throw SecretsManagerFaults.LimitExceeded($"You can't attach more than {StagingLabels.Max} staging labels to a version.");
    }
}

/// <summary>A version that the running call made, with its value in the clear.</summary>
/// <param name="VersionId">The version.</param>
/// <param name="Value">The value; its owner keeps it.</param>
public readonly record struct FreshVersion(string VersionId, SecretValue Value);
