using Strongroom.Access;
using Strongroom.Audit;
using Strongroom.Aws;

namespace Strongroom.Kms;

/// <summary>What KMS does by itself, as CloudTrail records it: service events without a request.</summary>
public static class KmsEvents
{
    private static readonly Caller Kms = new()
    {
        Account = "000000000000",
        Arn = "kms.amazonaws.com",
        Type = CallerType.AwsService,
        UserId = "kms.amazonaws.com",
        ServiceName = "kms.amazonaws.com",
    };

    /// <summary>A key's material was renewed.</summary>
    public static AuditRecord RotateKey(DateTimeOffset time, KmsKey key)
    {
        var record = Event("RotateKey", time, key);
        record.AdditionalEventData = json =>
        {
            json.WriteStartObject();
            json.WriteString("keyOrigin", WireNames.NameOf(key.Origin));
            json.WriteString("rotationType", WireNames.NameOf(key.Current.RotationType ?? RotationType.Automatic));
            json.WriteString("currentBackingKeyId", key.Current.KeyMaterialId);
            if (key.Generations.Count > 1) json.WriteString("previousBackingKeyId", key.Generations[^2].KeyMaterialId);
            json.WriteEndObject();
        };
        return record;
    }

    /// <summary>A service's own key was made, because the service first needed it; or a replica, because its primary was replicated.</summary>
    public static AuditRecord CreateKey(DateTimeOffset time, KmsKey key) => Event("CreateKey", time, key);

    /// <summary>Imported material reached its date, and is destroyed.</summary>
    public static AuditRecord DeleteExpiredKeyMaterial(DateTimeOffset time, KmsKey key, string keyMaterialId)
    {
        var record = Event("DeleteExpiredKeyMaterial", time, key);
        record.AdditionalEventData = json =>
        {
            json.WriteStartObject();
            json.WriteString("keyMaterialId", keyMaterialId);
            json.WriteEndObject();
        };
        return record;
    }

    /// <summary>A replica took on what its primary changed.</summary>
    public static AuditRecord SynchronizeMultiRegionKey(DateTimeOffset time, KmsKey replica) => Event("SynchronizeMultiRegionKey", time, replica);

    /// <summary>A key's waiting period ended, and its material is destroyed.</summary>
    public static AuditRecord DeleteKey(DateTimeOffset time, KmsKey key) => Event("DeleteKey", time, key);

    private static AuditRecord Event(string name, DateTimeOffset time, KmsKey key)
    {
        var record = new AuditRecord
        {
            EventId = Guid.NewGuid(),
            EventTime = time,
            EventSource = "kms.amazonaws.com",
            EventName = name,
            EventType = "AwsServiceEvent",
            Caller = Kms,
            Region = key.Region,
            SourceAddress = "kms.amazonaws.com",
            UserAgent = "kms.amazonaws.com",
            RecipientAccount = key.Account,
        };
        record.Resources.Add(new(key.Account, "AWS::KMS::Key", key.Arn));
        return record;
    }
}
