using Strongroom.Access;
using Strongroom.Aws;
using Strongroom.Storage;

namespace Strongroom.CloudTrail.Operations;

/// <summary>Tells whether a trail delivers, and how that went.</summary>
[Operation(CloudTrailService.Target + "GetTrailStatus", ReadOnly = true)]
public sealed class GetTrailStatus(TrailStore trails, Records records) : IOperation<GetTrailStatus.Request, GetTrailStatus.Response>
{
    private static readonly ActionName Action = ActionName.Of("cloudtrail:GetTrailStatus");

    /// <summary>What is asked.</summary>
    public sealed record Request
    {
        /// <summary>Name or ARN.</summary>
        [Required] public string? Name { get; init; }
    }

    /// <summary>The answer.</summary>
    public sealed record Response
    {
        /// <summary>It delivers.</summary>
        public bool IsLogging { get; init; }

        /// <summary>What was wrong with the last delivery of a log file.</summary>
        public string? LatestDeliveryError { get; init; }

        /// <summary>When a log file was last delivered.</summary>
        public DateTimeOffset? LatestDeliveryTime { get; init; }

        /// <summary>When it last began to deliver.</summary>
        public DateTimeOffset? StartLoggingTime { get; init; }

        /// <summary>When it last ended.</summary>
        public DateTimeOffset? StopLoggingTime { get; init; }

        /// <summary>When a digest was last delivered.</summary>
        public DateTimeOffset? LatestDigestDeliveryTime { get; init; }

        /// <summary>What was wrong with the last delivery of a digest.</summary>
        public string? LatestDigestDeliveryError { get; init; }

        /// <summary>As text.</summary>
        public string LatestDeliveryAttemptTime { get; init; } = "";

        /// <summary>There are no notifications here.</summary>
        public string LatestNotificationAttemptTime { get; init; } = "";

        /// <summary>There are no notifications here.</summary>
        public string LatestNotificationAttemptSucceeded { get; init; } = "";

        /// <summary>As text.</summary>
        public string LatestDeliveryAttemptSucceeded { get; init; } = "";

        /// <summary>As text.</summary>
        public string TimeLoggingStarted { get; init; } = "";

        /// <summary>As text.</summary>
        public string TimeLoggingStopped { get; init; } = "";
    }

    /// <inheritdoc/>
    public async ValueTask<GetTrailStatus.Response> InvokeAsync(Request request, Call call, CancellationToken cancellation)
    {
        var trail = (await trails.GetAsync(call, Action, request.Name!, cancellation)).Value;
        var progress = (await records.ReadAsync(TrailProgress.Records, TrailProgress.RecordKeyOf(trail), cancellation))?.Value ?? new();
        return new()
        {
            IsLogging = trail.IsLogging,
            LatestDeliveryError = progress.Error,
            LatestDeliveryTime = progress.Delivered,
            StartLoggingTime = trail.Started,
            StopLoggingTime = trail.Stopped,
            LatestDigestDeliveryTime = progress.DigestDelivered,
            LatestDigestDeliveryError = progress.DigestError,
            LatestDeliveryAttemptTime = Text(progress.Attempted),
            LatestDeliveryAttemptSucceeded = Text(progress.Delivered),
            TimeLoggingStarted = Text(trail.Started),
            TimeLoggingStopped = Text(trail.Stopped),
        };
    }

    private static string Text(DateTimeOffset? time) => time?.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", System.Globalization.CultureInfo.InvariantCulture) ?? "";
}
