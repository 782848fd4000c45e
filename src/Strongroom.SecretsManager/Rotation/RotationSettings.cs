using Strongroom.Aws;

namespace Strongroom.SecretsManager.Rotation;

/// <summary>How a secret is rotated, and when it was and will be.</summary>
public sealed record RotationSettings
{
    /// <summary>False once rotation was cancelled; the rest stays, to be turned on again.</summary>
    public required bool Enabled { get; init; }

    /// <summary>The ARN of the rotation function.</summary>
    public required string LambdaArn { get; init; }

    /// <summary>The schedule; null where the secret is rotated on demand only.</summary>
    public RotationRules? Rules { get; init; }

    /// <summary>When a rotation last succeeded.</summary>
    public DateTimeOffset? LastRotatedDate { get; init; }

    /// <summary>The end of the window in which the next rotation happens; null without a schedule.</summary>
    public DateTimeOffset? NextRotationDate { get; init; }

    /// <summary>The beginning of that window: when the scheduler starts the rotation.</summary>
    public DateTimeOffset? DueDate { get; init; }

    /// <summary>These settings with the next window after <paramref name="now"/>.</summary>
    public RotationSettings Scheduled(DateTimeOffset now)
    {
        if (Rules is null || !Enabled) return this with { NextRotationDate = null, DueDate = null };
        var window = RotationSchedule.Parse(Rules).NextAfter(now);
        return this with { DueDate = window.Opens, NextRotationDate = window.Closes };
    }
}

/// <summary>When a secret is rotated, as requests and answers have it.</summary>
public sealed record RotationRules
{
    /// <summary>Days between rotations, 1 to 1,000.</summary>
    [Range(1, 1000)] public long? AutomaticallyAfterDays { get; init; }

    /// <summary>The length of the rotation window, such as <c>3h</c>.</summary>
    [Length(2, 3), Pattern("[0-9]+h")] public string? Duration { get; init; }

    /// <summary><c>rate(10 days)</c>, <c>rate(4 hours)</c> or <c>cron(0 16 1,15 * ? *)</c>, in UTC.</summary>
    [Length(1, 256), Pattern(@"[0-9A-Za-z\(\)#\?\*\-\/, ]+")] public string? ScheduleExpression { get; init; }
}
