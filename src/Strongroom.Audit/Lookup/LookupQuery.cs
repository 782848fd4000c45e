namespace Strongroom.Audit;

/// <summary>What is looked for in the journal: management events of one account and region, or one event by its id.</summary>
public sealed record LookupQuery
{
    /// <summary>The account that called, or whose resource was touched; null for any, which only an id finds.</summary>
    public string? Account { get; init; }

    /// <summary>The region; null for any.</summary>
    public string? Region { get; init; }

    /// <summary>What else must hold; null for nothing.</summary>
    public LookupAttribute? Attribute { get; init; }

    /// <summary>No events before this time.</summary>
    public required DateTimeOffset Start { get; init; }

    /// <summary>No events after this time.</summary>
    public required DateTimeOffset End { get; init; }

    /// <summary>The most events on a page.</summary>
    public required int Limit { get; init; }

    /// <summary>Only what stands before this place: where the last page ended.</summary>
    public JournalPosition? Before { get; init; }
}

/// <summary>One property of events.</summary>
/// <param name="Key">Which.</param>
/// <param name="Value">What it must be, exactly.</param>
public readonly record struct LookupAttribute(LookupKey Key, string Value);

/// <summary>The properties that events are found by: CloudTrail's, and ours.</summary>
public enum LookupKey
{
    /// <summary>The event's id.</summary>
    EventId,

    /// <summary>The operation.</summary>
    EventName,

    /// <summary><c>true</c> or <c>false</c>.</summary>
    ReadOnly,

    /// <summary>The user's name, or the session's.</summary>
    Username,

    /// <summary>Such as <c>AWS::KMS::Key</c>.</summary>
    ResourceType,

    /// <summary>A resource's ARN, the id at its end, or the name of an IAM resource.</summary>
    ResourceName,

    /// <summary>Such as <c>kms.amazonaws.com</c>.</summary>
    EventSource,

    /// <summary>The access key that signed.</summary>
    AccessKeyId,

    /// <summary>The event's id or the request's, whatever the account.</summary>
    AnyId,
}

/// <summary>A page of what was found, newest first.</summary>
/// <param name="Events">At most as many as asked for. There may be fewer although more follow: a page has a bounded cost.</param>
/// <param name="Next">Where the next page begins; null at the end.</param>
public sealed record LookupPage(IReadOnlyList<FoundEvent> Events, JournalPosition? Next);

/// <summary>An event that was found.</summary>
/// <param name="Summary">What it is found by.</param>
/// <param name="Record">The record's JSON.</param>
public sealed record FoundEvent(EventSummary Summary, ReadOnlyMemory<byte> Record);
