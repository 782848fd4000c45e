using System.Globalization;
using Strongroom.Aws;

namespace Strongroom.SecretsManager.Rotation;

/// <summary>When rotations are due: every so many days or hours, or by a cron expression; each with a window in which it happens.</summary>
/// <remarks>
/// User Guide, "Schedule expressions in Secrets Manager rotation". All in UTC. A window of days opens at midnight and lasts to the end of the
/// day unless a duration is given; one of hours opens on the hour and lasts one hour. A rotation starts when its window opens.
/// </remarks>
public abstract class RotationSchedule
{
    /// <summary>Rotations are at least this far apart.</summary>
    protected const int MinimumHours = 4;

    /// <summary>The first window that opens after <paramref name="now"/>.</summary>
    public abstract RotationWindow NextAfter(DateTimeOffset now);

    /// <summary>Reads and checks a request's rules.</summary>
    /// <exception cref="FaultException">InvalidParameterException.</exception>
    public static RotationSchedule Parse(RotationRules rules)
    {
        var duration = rules.Duration is { } text ? int.Parse(text[..^1], CultureInfo.InvariantCulture) : (int?)null;
        if (duration == 0) throw Invalid("The Duration of a rotation window must be at least one hour.");
        switch (rules)
        {
            case { AutomaticallyAfterDays: not null, ScheduleExpression: not null }:
                throw Invalid("You can't specify both AutomaticallyAfterDays and ScheduleExpression in RotationRules.");
            case { AutomaticallyAfterDays: { } days }:
                return new DailySchedule((int)days, duration);
            case { ScheduleExpression: { } expression }:
                return Parse(expression.Trim(), duration);
            default:
                throw Invalid("RotationRules must have either AutomaticallyAfterDays or ScheduleExpression.");
        }
    }

    /// <summary>The refusal of rules that make no schedule.</summary>
    protected static FaultException Invalid(string message) => SecretsManagerFaults.InvalidParameter(message);

    private static RotationSchedule Parse(string expression, int? duration)
    {
        if (Between(expression, "cron(") is { } fields) return CronSchedule.Parse(fields, duration);
        if (Between(expression, "rate(")?.Split(' ', StringSplitOptions.RemoveEmptyEntries) is [var number, var unit]
            && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count is >= 1 and <= 99_999)
        {
            if (unit is "day" or "days") return count <= 1000 ? new DailySchedule(count, duration) : throw Invalid("A rotation rate is at most 1000 days.");
            if (unit is "hour" or "hours") return new HourlySchedule(count, duration);
        }

        throw Invalid($"Invalid ScheduleExpression: {expression}. Use rate(NUMBER hours), rate(NUMBER days) or cron(0 HOURS DAY-OF-MONTH MONTH DAY-OF-WEEK *).");
    }

    private static string? Between(string text, string head)
        => text.StartsWith(head, StringComparison.Ordinal) && text.EndsWith(')') ? text[head.Length..^1] : null;

    private sealed class DailySchedule : RotationSchedule
    {
        private readonly int days;
        private readonly int hours;

        public DailySchedule(int days, int? duration)
        {
            if (duration > 24) throw Invalid("The rotation window must end within the day on which it opens.");
            (this.days, hours) = (days, duration ?? 24);
        }

        public override RotationWindow NextAfter(DateTimeOffset now) => RotationWindow.Of(new DateTimeOffset(now.UtcDateTime.Date, TimeSpan.Zero).AddDays(days), hours);
    }

    private sealed class HourlySchedule : RotationSchedule
    {
        private readonly int every;
        private readonly int hours;

        public HourlySchedule(int every, int? duration)
        {
            if (every < MinimumHours) throw Invalid($"The rotation rate must be at least {MinimumHours} hours.");
            if (duration > every) throw Invalid("The rotation window must not extend into the next rotation window.");
            (this.every, hours) = (every, duration ?? 1);
        }

        public override RotationWindow NextAfter(DateTimeOffset now)
        {
            var hour = new DateTimeOffset(now.UtcDateTime.Date.AddHours(now.UtcDateTime.Hour), TimeSpan.Zero);
            return RotationWindow.Of(hour.AddHours(every), hours);
        }
    }
}

/// <summary>The time in which one rotation happens.</summary>
/// <param name="Opens">Its first moment.</param>
/// <param name="Closes">Its last second: what AWS calls the NextRotationDate.</param>
public readonly record struct RotationWindow(DateTimeOffset Opens, DateTimeOffset Closes)
{
    /// <summary>A window of so many hours.</summary>
    public static RotationWindow Of(DateTimeOffset opens, int hours) => new(opens, opens.AddHours(hours).AddSeconds(-1));
}
