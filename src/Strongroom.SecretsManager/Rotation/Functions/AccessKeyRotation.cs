using System.Text.Json;
using Strongroom.Audit;
using Strongroom.Aws;
using Strongroom.Aws.Protocols;
using Strongroom.Cryptography;
using Strongroom.Seams;
using Strongroom.Storage;

namespace Strongroom.SecretsManager.Rotation.Functions;

/// <summary>Rotates the access key of an IAM user: a secret of <c>UserName</c>, <c>AccessKeyId</c> and <c>SecretAccessKey</c>. The last key works until the next rotation.</summary>
/// <remarks>
/// The new key and the version that holds it are one commit, so that no crash leaves a key that nobody knows. A user has at most two keys:
/// before one is made, the one that the current version does not name is deleted.
/// </remarks>
internal sealed class AccessKeyRotation(
    RotationClient client, IUserAccessKeys keys, Records records, SecretStore secrets, SecretWriter writer, AuditTrail trail, TimeProvider time)
    : SteppedRotation(client)
{
    private const string Service = SecretsManagerService.Name;
    private const int MostAttempts = 5;

    protected override async ValueTask CreateAsync(RotationEvent asked, CancellationToken cancellation)
    {
        var (userName, currentId) = await ReadAsync(asked, StagingLabels.Current, cancellation);
        for (var attempt = 0; !await TryDeleteOthersAsync(asked, userName, currentId, cancellation); attempt++)
            if (attempt == MostAttempts) throw new RotationFailedException("Others kept changing the user.");
        for (var attempt = 0; attempt < MostAttempts; attempt++)
            if (await TryCreateAsync(asked, userName, cancellation)) return;
        throw new RotationFailedException("Others kept changing the user or the secret.");
    }

    // A key is valid as soon as it is made.
    protected override ValueTask SetAsync(RotationEvent asked, CancellationToken cancellation) => default;

    protected override async ValueTask TestAsync(RotationEvent asked, CancellationToken cancellation)
    {
        var (userName, id) = await ReadAsync(asked, StagingLabels.Pending, cancellation);
        var call = CallOf(asked, "ListAccessKeys", readOnly: true);
        var known = (await keys.ListAsync(call, Service, userName, cancellation)).Contains(id);
        await trail.CommitAsync(call.Changes, call.FurtherRecords, cancellation);
        if (!known) throw new RotationFailedException($"The user {userName} has no access key {id}.");
    }

    // A commit of its own: what is staged is not seen by what is staged after it.
    private async ValueTask<bool> TryDeleteOthersAsync(RotationEvent asked, string userName, string currentId, CancellationToken cancellation)
    {
        var call = CallOf(asked, "PutSecretValue", readOnly: false);
        var other = (await keys.ListAsync(call, Service, userName, cancellation)).FirstOrDefault(id => id != currentId);
        if (other is not null) await keys.DeleteAsync(call, Service, userName, other, cancellation);
        return (await trail.CommitAsync(call.Changes, call.FurtherRecords, cancellation)).Committed;
    }

    private async ValueTask<bool> TryCreateAsync(RotationEvent asked, string userName, CancellationToken cancellation)
    {
        var call = CallOf(asked, "PutSecretValue", readOnly: false);
        var reference = SecretReference.Parse(asked.SecretArn, call);
        var stored = await secrets.FindAsync(call, reference, cancellation) ?? throw new RotationFailedException("The secret is gone.");
        await RotationJob.DemandTokenAsync(records, stored.Value, asked.ClientRequestToken, asked.RotationToken, cancellation);
        using var key = await keys.CreateAsync(call, Service, userName, cancellation);
        using var value = new SecretValue(Json(userName, key), isBinary: false);
        var changed = await writer.PutVersionAsync(call, stored.Value, asked.ClientRequestToken, value, [StagingLabels.Pending], cancellation);
        await writer.ReplaceAsync(call, stored, changed, cancellation, new(asked.ClientRequestToken, value));
        return (await trail.CommitAsync(call.Changes, [call.Record, .. call.FurtherRecords], cancellation)).Committed;
    }

    private async ValueTask<(string UserName, string AccessKeyId)> ReadAsync(RotationEvent asked, string label, CancellationToken cancellation)
    {
        using var answer = await GetAsync(asked, asked.SecretArn, label, cancellation);
        try
        {
            using var json = JsonDocument.Parse(answer.Root.GetProperty("SecretString").GetString()!);
            return (json.RootElement.GetProperty("UserName").GetString()!, json.RootElement.GetProperty("AccessKeyId").GetString()!);
        }
        catch (Exception malformed) when (malformed is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new RotationFailedException("The secret is no JSON object with UserName and AccessKeyId.");
        }
    }

    private static KeyMaterial Json(string userName, UserAccessKey key)
    {
        using var buffer = AnswerBuffer.Rent();
        buffer.WriteJson((UserName: userName, Key: key), static (json, value) =>
        {
            using var secret = value.Key.Secret.Borrow();
            json.WriteStartObject();
            json.WriteString("UserName"u8, value.UserName);
            json.WriteString("AccessKeyId"u8, value.Key.AccessKeyId);
            json.WriteString("SecretAccessKey"u8, secret.Bytes);
            json.WriteEndObject();
        });
        return KeyMaterial.CopyOf(buffer.Written.Span);
    }

    private Call CallOf(RotationEvent asked, string operation, bool readOnly)
    {
        var now = time.GetUtcNow();
        var caller = RotationRole.In(asked.Account, now);
        var record = new AuditRecord
        {
            EventId = Guid.NewGuid(),
            EventTime = now,
            EventSource = SecretsManagerService.EventSource,
            EventName = operation,
            Caller = caller,
            Region = asked.Region,
            SourceAddress = SecretsManagerService.EventSource,
            UserAgent = SecretsManagerService.EventSource,
            RequestId = Guid.NewGuid(),
            ReadOnly = readOnly,
            RecipientAccount = asked.Account,
            RequestParameters = json =>
            {
                json.WriteStartObject();
                json.WriteString("secretId"u8, asked.SecretArn);
                json.WriteString("clientRequestToken"u8, asked.ClientRequestToken);
                json.WriteEndObject();
            },
        };
        record.Resources.Add(new(asked.Account, "AWS::SecretsManager::Secret", asked.SecretArn));
        return new()
        {
            RequestId = record.RequestId.Value,
            Caller = caller,
            Region = asked.Region,
            SourceAddress = SecretsManagerService.EventSource,
            UserAgent = SecretsManagerService.EventSource,
            Tls = true,
            Time = now,
            Record = record,
        };
    }
}
