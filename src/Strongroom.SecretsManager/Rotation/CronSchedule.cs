using System.Globalization;
using System.Text.RegularExpressions;
using Cronos;

namespace Strongroom.SecretsManager.Rotation;

/// <summary>AWS's cron expressions: six fields, of which the minutes are 0 and the year is <c>*</c>; days of the week count from 1, Sunday.</summary>
internal sealed partial class CronSchedule : RotationSchedule
{
    private const int Checked = 64;

    private readonly CronExpression expression;
    private readonly int? duration;
    private readonly bool isHourly;

    private CronSchedule(CronExpression expression, bool isHourly, int? duration)
        => (this.expression, this.isHourly, this.duration) = (expression, isHourly, duration);

    /// <exception cref="Aws.FaultException">InvalidParameterException.</exception>
    public static CronSchedule Parse(string fields, int? duration)
    {
        if (fields.Split(' ', StringSplitOptions.RemoveEmptyEntries) is not [var minutes, var hours, var day, var month, var weekday, var year])
            throw Invalid("A cron expression has six fields: minutes, hours, day of month, month, day of week, year.");
        if (minutes != "0") throw Invalid("The minutes of a rotation's cron expression must be 0.");
        if (year != "*") throw Invalid("The year of a rotation's cron expression must be *.");
        if (day != "?" && weekday != "?") throw Invalid("One of day of month and day of week must be ?.");
        try
        {
            var parsed = CronExpression.Parse($"0 {Stepped(hours)} {Stepped(day)} {Stepped(month)} {FromSunday(Stepped(weekday))}", CronFormat.Standard);
            var schedule = new CronSchedule(parsed, isHourly: !int.TryParse(hours, NumberStyles.None, CultureInfo.InvariantCulture, out _), duration);
            schedule.Demand();
            return schedule;
        }
        catch (CronFormatException malformed)
        {
            throw Invalid($"Invalid cron expression: {malformed.Message}");
        }
    }

    public override RotationWindow NextAfter(DateTimeOffset now)
    {
        var opens = new DateTimeOffset(expression.GetNextOccurrence(now.UtcDateTime) ?? throw Invalid("The cron expression never comes true."), TimeSpan.Zero);
        return RotationWindow.Of(opens, duration ?? (isHourly ? 1 : 24 - opens.Hour));
    }

    private void Demand()
    {
        var last = NextAfter(new(2024, 1, 1, 0, 0, 0, TimeSpan.Zero));
        for (var i = 0; i < Checked; i++)
        {
            var next = NextAfter(last.Opens);
            if (next.Opens - last.Opens < TimeSpan.FromHours(MinimumHours)) throw Invalid($"Rotations must be at least {MinimumHours} hours apart.");
            if (last.Closes >= next.Opens) throw Invalid("The rotation window must not extend into the next rotation window.");
            if (!isHourly && last.Opens.UtcDateTime.Date != last.Closes.UtcDateTime.Date)
                throw Invalid("The rotation window must end within the day on which it opens.");
            last = next;
        }
    }

    // AWS writes /4 where others write */4.
    private static string Stepped(string field) => field.StartsWith('/') ? "*" + field : field;

    private static string FromSunday(string field) => WeekdayNumber().Replace(field, static match =>
        int.Parse(match.Value, CultureInfo.InvariantCulture) is >= 1 and <= 7 and var day
            ? (day - 1).ToString(CultureInfo.InvariantCulture)
            : throw Invalid("Days of the week are 1 to 7, or SUN to SAT."));

    // A number that is a day: not the step behind a slash, and not the week behind a hash.
    [GeneratedRegex(@"(?<![/#0-9])[0-9]+", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 100)]
    private static partial Regex WeekdayNumber();
}
