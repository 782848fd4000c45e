using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Strongroom.Access;
using Strongroom.Audit;
using Strongroom.Aws;

namespace Strongroom.CloudTrail.Operations;

/// <summary>Finds management events of the last 90 days in the account and region, newest first.</summary>
/// <remarks>A page has a bounded cost, so it may have fewer events than asked for, or none, although its token leads on.</remarks>
[Operation(CloudTrailService.Target + "LookupEvents", ReadOnly = true)]
public sealed class LookupEvents(AuditTrail trail, PageTokens tokens, CloudTrailAuthorizer authorizer)
    : IOperation<LookupEvents.Request, LookupEvents.Response>
{
    private static readonly ActionName Action = ActionName.Of("cloudtrail:LookupEvents");
    private static readonly TimeSpan Window = TimeSpan.FromDays(90);
    private const int MostResults = 50;

    /// <summary>What is asked.</summary>
    public sealed record Request
    {
        /// <summary>One attribute that the events must have; any events, where none is given.</summary>
        public IReadOnlyList<Attribute>? LookupAttributes { get; init; }

        /// <summary>No events before this time; 90 days ago, where none is given.</summary>
        public DateTimeOffset? StartTime { get; init; }

        /// <summary>No events after this time.</summary>
        public DateTimeOffset? EndTime { get; init; }

        /// <summary>Management events, where none is given; there are no others.</summary>
        public Wire<Category>? EventCategory { get; init; }

        /// <summary>1 to 50; 50 where none is given.</summary>
        public int? MaxResults { get; init; }

        /// <summary>The last answer's NextToken.</summary>
        public string? NextToken { get; init; }
    }

    /// <summary>What an event must have.</summary>
    public sealed record Attribute
    {
        /// <summary>Which property.</summary>
        [Required] public Wire<AttributeKey>? AttributeKey { get; init; }

        /// <summary>Its value, exactly.</summary>
        [Required, Length(1, 2000)] public string? AttributeValue { get; init; }
    }

    /// <summary>The properties that events are found by.</summary>
    public enum AttributeKey
    {
        /// <summary>The event's id.</summary>
        EventId,

        /// <summary>The operation.</summary>
        EventName,

        /// <summary><c>true</c> or <c>false</c>.</summary>
        ReadOnly,

        /// <summary>The user's or session's name.</summary>
        Username,

        /// <summary>Such as <c>AWS::KMS::Key</c>.</summary>
        ResourceType,

        /// <summary>An ARN, an id or a name.</summary>
        ResourceName,

        /// <summary>Such as <c>kms.amazonaws.com</c>.</summary>
        EventSource,

        /// <summary>The access key that signed.</summary>
        AccessKeyId,
    }

    /// <summary>Other kinds of events.</summary>
    public enum Category
    {
        /// <summary>Insights events: there are none here.</summary>
        [WireName("insight")] Insight,
    }

    /// <summary>The answer.</summary>
    public sealed record Response(IReadOnlyList<Event> Events, string? NextToken);

    /// <summary>An event.</summary>
    public sealed record Event(
        string EventId, string EventName, string ReadOnly, string? AccessKeyId, DateTimeOffset EventTime, string EventSource, string? Username,
        IReadOnlyList<Resource> Resources, string CloudTrailEvent);

    /// <summary>A resource of an event.</summary>
    public sealed record Resource(string ResourceType, string ResourceName);

    /// <inheritdoc/>
    public async ValueTask<Response> InvokeAsync(Request request, Call call, CancellationToken cancellation)
    {
        await authorizer.DemandAsync(call, Action, "*", cancellation);
        var query = QueryOf(request, call);
        var list = ListOf(request);
        if (request.NextToken is { } token)
            query = query with { Before = PlaceIn(tokens.Open(call, list, token) ?? throw CloudTrailFaults.InvalidNextToken()) };
        if (request.EventCategory is not null) return new([], null);
        var page = await trail.Journal.FindAsync(query, cancellation);
        return new([.. page.Events.Select(EventOf)], page.Next is { } next ? tokens.Seal(call, list, BytesOf(next)) : null);
    }

    private static LookupQuery QueryOf(Request request, Call call)
    {
        if (request.StartTime > request.EndTime) throw CloudTrailFaults.InvalidTimeRange();
        if (request.MaxResults is < 1 or > MostResults) throw CloudTrailFaults.InvalidMaxResults();
        if (request.LookupAttributes?.Count > 1) throw CloudTrailFaults.OneAttribute();
        var oldest = call.Time - Window;
        return new()
        {
            Account = call.Account,
            Region = call.Region,
            Attribute = request.LookupAttributes is [{ } attribute] ? AttributeOf(attribute) : null,
            Start = request.StartTime > oldest ? request.StartTime.Value : oldest,
            End = request.EndTime ?? DateTimeOffset.MaxValue,
            Limit = request.MaxResults ?? MostResults,
        };
    }

    private static LookupAttribute AttributeOf(Attribute attribute)
    {
        var (key, value) = (attribute.AttributeKey!.Value.Value, attribute.AttributeValue!);
        if (key == AttributeKey.ReadOnly && value is not ("true" or "false")) throw CloudTrailFaults.InvalidAttribute(key.ToString(), value);
        return new(Enum.Parse<LookupKey>(key.ToString()), value);
    }

    // A token leads on in the same lookup only.
    private static string ListOf(Request request) => string.Create(CultureInfo.InvariantCulture,
        $"LookupEvents/{request.StartTime?.ToUnixTimeSeconds()}/{request.EndTime?.ToUnixTimeSeconds()}/")
        + (request.LookupAttributes is [{ } attribute] ? $"{attribute.AttributeKey!.Value.Text}={attribute.AttributeValue}" : "");

    private static byte[] BytesOf(JournalPosition position)
    {
        var bytes = new byte[16];
        BinaryPrimitives.WriteInt64BigEndian(bytes, position.Segment);
        BinaryPrimitives.WriteInt64BigEndian(bytes.AsSpan(8), position.Offset);
        return bytes;
    }

    private static JournalPosition PlaceIn(byte[] bytes) => bytes.Length != 16 ? throw CloudTrailFaults.InvalidNextToken()
        : new(BinaryPrimitives.ReadInt64BigEndian(bytes), BinaryPrimitives.ReadInt64BigEndian(bytes.AsSpan(8)));

    private static Event EventOf(FoundEvent found)
    {
        var it = found.Summary;
        return new(it.EventId, it.EventName, it.ReadOnly ? "true" : "false", it.AccessKeyId, it.EventTime, it.EventSource, it.Username,
            [.. it.Resources.Select(static r => new Resource(r.Type, r.Name))], Encoding.UTF8.GetString(found.Record.Span));
    }
}
