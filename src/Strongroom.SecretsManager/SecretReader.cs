using Strongroom.Aws;
using Strongroom.Cryptography;

namespace Strongroom.SecretsManager;

/// <summary>Retrieves values: the second half of GetSecretValue and BatchGetSecretValue, once the caller may.</summary>
public sealed class SecretReader(SecretStore secrets, SecretEnvelopes envelopes, AccessDates accesses)
{
    /// <summary>The value of the version that is asked for. The receiver owns it.</summary>
    /// <param name="call">Who asks.</param>
    /// <param name="secret">The secret.</param>
    /// <param name="versionId">The version, or null.</param>
    /// <param name="stage">The label; AWSCURRENT where neither is given.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <exception cref="FaultException">InvalidRequestException, ResourceNotFoundException; what KMS says.</exception>
    public async ValueTask<Retrieved> GetAsync(Call call, Secret secret, string? versionId, string? stage, CancellationToken cancellation)
    {
        secret.DemandNotDeleted();
        var entry = Select(secret, versionId, stage);
        var version = await secrets.GetVersionAsync(secret, entry, cancellation);
        var value = await envelopes.OpenAsync(call, secret, entry.VersionId, version.Value, cancellation);
        accesses.Note(secret, entry, call.Time);
        return new(secret.Arn, secret.Name, entry.VersionId, value.AsBinary, value.AsString, entry.Stages.Count == 0 ? null : entry.Stages, entry.CreatedDate);
    }

    private static VersionEntry Select(Secret secret, string? versionId, string? stage)
    {
        if (versionId is null)
        {
            var label = stage ?? StagingLabels.Current;
            return secret.FindLabelled(label) is { HasValue: true } labelled ? labelled : throw SecretsManagerFaults.NoValueForLabel(label);
        }

        if (secret.FindVersion(versionId) is not { } version) throw SecretsManagerFaults.NoValueForVersion(versionId);
        if (stage is not null && !version.Has(stage)) throw SecretsManagerFaults.LabelNotOfVersion();
        if (version.HasValue) return version;
        throw stage is null ? SecretsManagerFaults.NoValueForVersion(versionId) : SecretsManagerFaults.NoValueForLabel(stage);
    }
}

/// <summary>A retrieved version: the answer of GetSecretValue, and one entry of BatchGetSecretValue's. Owns the value, which is wiped once it is on the wire.</summary>
public sealed record Retrieved(
    [property: WireName("ARN")] string Arn, string Name, string VersionId, KeyMaterial? SecretBinary, [property: SecretText] KeyMaterial? SecretString,
    IReadOnlyList<string>? VersionStages, DateTimeOffset CreatedDate);
