using System.Text.Json;
using Strongroom.Aws;

namespace Strongroom.SecretsManager.Rotation;

/// <summary>What every built-in rotation has in common, as AWS's templates do it: each step finds out what is done already, and only a pending version is touched.</summary>
internal abstract class SteppedRotation(RotationClient client) : IRotationFunction
{
    protected RotationClient Client => client;

    public async ValueTask InvokeAsync(RotationEvent asked, CancellationToken cancellation)
    {
        if (await IsCurrentAsync(asked, cancellation)) return;
        switch (asked.Step)
        {
            case RotationStep.CreateSecret:
                if (!await HasValueAsync(asked, cancellation)) await CreateAsync(asked, cancellation);
                break;
            case RotationStep.SetSecret:
                await SetAsync(asked, cancellation);
                break;
            case RotationStep.TestSecret:
                await TestAsync(asked, cancellation);
                break;
            case RotationStep.FinishSecret:
                await FinishAsync(asked, cancellation);
                break;
            default:
                throw new InvalidOperationException("There is no such step.");
        }
    }

    /// <summary>Puts the new value.</summary>
    protected abstract ValueTask CreateAsync(RotationEvent asked, CancellationToken cancellation);

    /// <summary>Makes it valid where it is used.</summary>
    protected abstract ValueTask SetAsync(RotationEvent asked, CancellationToken cancellation);

    /// <summary>Tries it.</summary>
    protected abstract ValueTask TestAsync(RotationEvent asked, CancellationToken cancellation);

    /// <summary>The text of a version: of a label; for AWSPENDING of the version that is being made. The receiver wipes the answer.</summary>
    /// <exception cref="FaultException">There is none, or it is refused.</exception>
    protected ValueTask<RotationAnswer> GetAsync(RotationEvent asked, string secretId, string label, CancellationToken cancellation)
        => client.SendAsync(asked, "GetSecretValue", json =>
        {
            json.WriteString("SecretId"u8, secretId);
            json.WriteString("VersionStage"u8, label);
            if (label == StagingLabels.Pending) json.WriteString("VersionId"u8, asked.ClientRequestToken);
        }, cancellation);

    private async ValueTask<bool> HasValueAsync(RotationEvent asked, CancellationToken cancellation)
    {
        try
        {
            using var value = await GetAsync(asked, asked.SecretArn, StagingLabels.Pending, cancellation);
            return true;
        }
        catch (FaultException missing) when (missing.Code == "ResourceNotFoundException")
        {
            return false;
        }
    }

    /// <summary>True when the version is the current one already: a step of a rotation that has come to its end.</summary>
    private async ValueTask<bool> IsCurrentAsync(RotationEvent asked, CancellationToken cancellation)
    {
        using var secret = await client.SendAsync(asked, "DescribeSecret", json => json.WriteString("SecretId"u8, asked.SecretArn), cancellation);
        var labels = LabelsOf(secret.Root, asked.ClientRequestToken);
        if (labels.Contains(StagingLabels.Current)) return true;
        return labels.Contains(StagingLabels.Pending) ? false : throw new RotationFailedException("The version is not the pending one.");
    }

    private async ValueTask FinishAsync(RotationEvent asked, CancellationToken cancellation)
    {
        using var secret = await client.SendAsync(asked, "DescribeSecret", json => json.WriteString("SecretId"u8, asked.SecretArn), cancellation);
        var current = secret.Root.GetProperty("VersionIdsToStages").EnumerateObject()
            .FirstOrDefault(static version => version.Value.EnumerateArray().Any(static label => label.GetString() == StagingLabels.Current));
        using var moved = await client.SendAsync(asked, "UpdateSecretVersionStage", json =>
        {
            json.WriteString("SecretId"u8, asked.SecretArn);
            json.WriteString("VersionStage"u8, StagingLabels.Current);
            json.WriteString("MoveToVersionId"u8, asked.ClientRequestToken);
            if (current.Value.ValueKind == JsonValueKind.Array) json.WriteString("RemoveFromVersionId"u8, current.Name);
        }, cancellation);
    }

    private static List<string> LabelsOf(JsonElement secret, string versionId)
        => secret.TryGetProperty("VersionIdsToStages", out var versions) && versions.TryGetProperty(versionId, out var labels)
            ? [.. labels.EnumerateArray().Select(static label => label.GetString()!)] : [];
}
