using System.Text.Json;
using Strongroom.Access;
using Strongroom.Audit;

namespace Strongroom.SecretsManager;

/// <summary>What Secrets Manager does by itself, as CloudTrail records it: service events without a request.</summary>
/// <remarks>User Guide, "AWS CloudTrail entries for Secrets Manager".</remarks>
public static class SecretEvents
{
    private static readonly Caller Service = new()
    {
        Account = "000000000000",
        Arn = SecretsManagerService.EventSource,
        Type = CallerType.AwsService,
        UserId = SecretsManagerService.EventSource,
        ServiceName = SecretsManagerService.EventSource,
    };

    /// <summary>A recovery window ended, and the secret is gone.</summary>
    public static AuditRecord EndSecretDelete(DateTimeOffset time, Secret secret) => Event("EndSecretDelete", time, secret, null);

    /// <summary>A step in the life of a rotation: RotationStarted, RotationSucceeded, RotationFailed, RotationAbandoned, or the same with Test before it.</summary>
    /// <param name="name">The event.</param>
    /// <param name="time">When.</param>
    /// <param name="secret">The secret.</param>
    /// <param name="write">Further members of the event's data.</param>
    public static AuditRecord Rotation(string name, DateTimeOffset time, Secret secret, Action<Utf8JsonWriter>? write = null) => Event(name, time, secret, write);

    private static AuditRecord Event(string name, DateTimeOffset time, Secret secret, Action<Utf8JsonWriter>? write)
    {
        var record = new AuditRecord
        {
            EventId = Guid.NewGuid(),
            EventTime = time,
            EventSource = SecretsManagerService.EventSource,
            EventName = name,
            EventType = "AwsServiceEvent",
            Caller = Service,
            Region = secret.Region,
            SourceAddress = SecretsManagerService.EventSource,
            UserAgent = SecretsManagerService.EventSource,
            RecipientAccount = secret.Account,
        };
        record.Resources.Add(new(secret.Account, "AWS::SecretsManager::Secret", secret.Arn));
        record.AdditionalEventData = json =>
        {
            json.WriteStartObject();
            json.WriteString("SecretId"u8, secret.Arn);
            write?.Invoke(json);
            json.WriteEndObject();
        };
        return record;
    }
}
