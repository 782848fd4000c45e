using System.Text.Json;
using Strongroom.Aws;

namespace Strongroom.CloudTrail;

/// <summary>Which events a trail has.</summary>
public sealed record EventSelector
{
    /// <summary><c>All</c> where none is given.</summary>
    public Wire<ReadWriteType>? ReadWriteType { get; init; }

    /// <summary>True where none is given.</summary>
    public bool? IncludeManagementEvents { get; init; }

    /// <summary>The data events.</summary>
    public IReadOnlyList<DataResource>? DataResources { get; init; }

    /// <summary>Services whose management events are left out: <c>kms.amazonaws.com</c>.</summary>
    public IReadOnlyList<string>? ExcludeManagementEventSources { get; init; }
}

/// <summary>Whether events that change nothing are meant, those that do, or both.</summary>
public enum ReadWriteType
{
    /// <summary>Those that change nothing.</summary>
    ReadOnly,

    /// <summary>Those that do.</summary>
    WriteOnly,

    /// <summary>Both.</summary>
    All,
}

/// <summary>Resources whose data events a trail has.</summary>
public sealed record DataResource
{
    /// <summary>Such as <c>AWS::S3::Object</c>.</summary>
    public string? Type { get; init; }

    /// <summary>What their ARNs begin with.</summary>
    public IReadOnlyList<string>? Values { get; init; }
}

/// <summary>Which events a trail has, by any of their fields.</summary>
public sealed record AdvancedEventSelector
{
    /// <summary>What people call it.</summary>
    [Length(0, 1000)] public string? Name { get; init; }

    /// <summary>All must fit.</summary>
    [Required] public IReadOnlyList<FieldSelector>? FieldSelectors { get; init; }
}

/// <summary>What a field must be: any of the values of one operator, and so for each operator.</summary>
public sealed record FieldSelector
{
    /// <summary>Such as <c>eventCategory</c> or <c>resources.ARN</c>.</summary>
    [Required, Length(1, 1000)] public string? Field { get; init; }

    /// <summary>One of these.</summary>
    [WireName("Equals")] public IReadOnlyList<string>? EqualTo { get; init; }

    /// <summary>Begins with one of these.</summary>
    public IReadOnlyList<string>? StartsWith { get; init; }

    /// <summary>Ends with one of these.</summary>
    public IReadOnlyList<string>? EndsWith { get; init; }

    /// <summary>None of these.</summary>
    public IReadOnlyList<string>? NotEquals { get; init; }

    /// <summary>Begins with none of these.</summary>
    public IReadOnlyList<string>? NotStartsWith { get; init; }

    /// <summary>Ends with none of these.</summary>
    public IReadOnlyList<string>? NotEndsWith { get; init; }

    internal bool Fits(IReadOnlyList<string> values) =>
        (EqualTo is null || values.Any(EqualTo.Contains))
        && (StartsWith is null || values.Any(value => StartsWith.Any(start => value.StartsWith(start, StringComparison.Ordinal))))
        && (EndsWith is null || values.Any(value => EndsWith.Any(end => value.EndsWith(end, StringComparison.Ordinal))))
        && (NotEquals is null || !values.Any(NotEquals.Contains))
        && (NotStartsWith is null || !values.Any(value => NotStartsWith.Any(start => value.StartsWith(start, StringComparison.Ordinal))))
        && (NotEndsWith is null || !values.Any(value => NotEndsWith.Any(end => value.EndsWith(end, StringComparison.Ordinal))));
}

/// <summary>Decides which events a trail has.</summary>
public static class EventSelection
{
    private const string Management = "Management";

    /// <summary>What AWS takes where a trail has no selectors: all management events.</summary>
    public static IReadOnlyList<EventSelector> Default { get; } =
        [new() { ReadWriteType = CloudTrail.ReadWriteType.All, IncludeManagementEvents = true, DataResources = [], ExcludeManagementEventSources = [] }];

    /// <summary>The fields that advanced selectors may ask about.</summary>
    public static IReadOnlyList<string> Fields { get; } =
        ["eventCategory", "readOnly", "eventSource", "eventName", "eventType", "resources.type", "resources.ARN", "userIdentity.arn", "sessionCredentialFromConsole"];

    /// <summary>True when the trail has the event with this record.</summary>
    public static bool Has(Trail trail, JsonElement record)
    {
        if (trail.AdvancedSelectors is { Count: > 0 } advanced)
            return advanced.Any(selector => selector.FieldSelectors!.All(field => field.Fits(ValuesOf(record, field.Field!))));
        return (trail.Selectors ?? Default).Any(selector => Fits(selector, record));
    }

    private static bool Fits(EventSelector selector, JsonElement record)
    {
        var isReadOnly = ValuesOf(record, "readOnly") is ["true"];
        if (selector.ReadWriteType?.Value == CloudTrail.ReadWriteType.ReadOnly && !isReadOnly) return false;
        if (selector.ReadWriteType?.Value == CloudTrail.ReadWriteType.WriteOnly && isReadOnly) return false;
        if (ValuesOf(record, "eventCategory") is [Management])
        {
            return selector.IncludeManagementEvents != false
                && selector.ExcludeManagementEventSources?.Any(ValuesOf(record, "eventSource").Contains) != true;
        }

        var arns = ValuesOf(record, "resources.ARN");
        return selector.DataResources?.Any(resource => ValuesOf(record, "resources.type").Contains(resource.Type)
            && resource.Values?.Any(start => arns.Any(arn => arn.StartsWith(start, StringComparison.Ordinal))) == true) == true;
    }

    private static IReadOnlyList<string> ValuesOf(JsonElement record, string field) => field switch
    {
        "eventCategory" => [record.TryGetProperty("managementEvent", out var is_) && is_.ValueKind == JsonValueKind.False ? "Data" : Management],
        "resources.type" => Resources(record, "type"),
        "resources.ARN" => Resources(record, "ARN"),
        "userIdentity.arn" => record.TryGetProperty("userIdentity", out var identity) ? Text(identity, "arn") : [],
        _ => Text(record, field),
    };

    private static List<string> Resources(JsonElement record, string member) =>
        record.TryGetProperty("resources", out var resources) && resources.ValueKind == JsonValueKind.Array
            ? [.. resources.EnumerateArray().SelectMany(resource => Text(resource, member))] : [];

    private static string[] Text(JsonElement element, string member) => !element.TryGetProperty(member, out var value) ? [] : value.ValueKind switch
    {
        JsonValueKind.String => [value.GetString()!],
        JsonValueKind.True => ["true"],
        JsonValueKind.False => ["false"],
        _ => [],
    };
}
