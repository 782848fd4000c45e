using System.Text.Json;

namespace Strongroom.Audit;

/// <summary>What an event is found by, read from its record.</summary>
public sealed record EventSummary
{
    /// <summary>The event's id.</summary>
    public required string EventId { get; init; }

    /// <summary>The request's id, where a call made the event.</summary>
    public string? RequestId { get; init; }

    /// <summary>The operation.</summary>
    public required string EventName { get; init; }

    /// <summary>The service.</summary>
    public required string EventSource { get; init; }

    /// <summary>When it happened, to the second.</summary>
    public required DateTimeOffset EventTime { get; init; }

    /// <summary>True where nothing was changed.</summary>
    public required bool ReadOnly { get; init; }

    /// <summary>False for data events, which are not looked up.</summary>
    public required bool IsManagement { get; init; }

    /// <summary>The region.</summary>
    public required string Region { get; init; }

    /// <summary>The caller's account, and the account whose resource was touched.</summary>
    public required IReadOnlyList<string> Accounts { get; init; }

    /// <summary>The user's name; for a session its own.</summary>
    public string? Username { get; init; }

    /// <summary>The access key that signed.</summary>
    public string? AccessKeyId { get; init; }

    /// <summary>The resources.</summary>
    public required IReadOnlyList<EventResource> Resources { get; init; }

    /// <summary>Reads a record of the journal.</summary>
    public static EventSummary Of(ReadOnlyMemory<byte> record)
    {
        using var document = JsonDocument.Parse(record);
        var root = document.RootElement;
        var identity = root.GetProperty("userIdentity");
        string?[] accounts = [Text(root, "recipientAccountId"), Text(identity, "accountId")];
        return new()
        {
            EventId = Text(root, "eventID") ?? "",
            RequestId = Text(root, "requestID"),
            EventName = Text(root, "eventName") ?? "",
            EventSource = Text(root, "eventSource") ?? "",
            EventTime = root.GetProperty("eventTime").GetDateTimeOffset(),
            ReadOnly = IsTrue(root, "readOnly"),
            IsManagement = IsTrue(root, "managementEvent"),
            Region = Text(root, "awsRegion") ?? "",
            Accounts = [.. accounts.OfType<string>().Distinct()],
            Username = NameOf(identity),
            AccessKeyId = Text(identity, "accessKeyId"),
            Resources = [.. EventResource.In(root).Distinct()],
        };
    }

    /// <summary>True when the query asks for this event.</summary>
    public bool Matches(LookupQuery query) =>
        IsManagement && EventTime >= query.Start && EventTime <= query.End
        && (query.Account is null || Accounts.Contains(query.Account)) && (query.Region is null || Region == query.Region)
        && (query.Attribute is not { } attribute || Values(attribute.Key).Contains(attribute.Value));

    /// <summary>The values of a property.</summary>
    public IEnumerable<string> Values(LookupKey key) => key switch
    {
        LookupKey.EventId => [EventId],
        LookupKey.EventName => [EventName],
        LookupKey.ReadOnly => [ReadOnly ? "true" : "false"],
        LookupKey.Username => Username is null ? [] : [Username],
        LookupKey.ResourceType => Resources.Select(static r => r.Type),
        LookupKey.ResourceName => Resources.SelectMany(static r => r.Names),
        LookupKey.EventSource => [EventSource],
        LookupKey.AccessKeyId => AccessKeyId is null ? [] : [AccessKeyId],
        _ => RequestId is null ? [EventId] : [EventId, RequestId],
    };

    // CloudTrail shows a session by its own name, which stands behind the role's id.
    private static string? NameOf(JsonElement identity) => Text(identity, "type") switch
    {
        "Root" => "root",
        "AssumedRole" or "FederatedUser" => Text(identity, "principalId") is { } id ? id[(id.IndexOf(':', StringComparison.Ordinal) + 1)..] : null,
        _ => Text(identity, "userName"),
    };

    private static bool IsTrue(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.True;

    internal static string? Text(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString() : null;
}
