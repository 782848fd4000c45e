using System.Globalization;
using Strongroom.Aws;
using Strongroom.SecretsManager.Rotation;

namespace Strongroom.SecretsManager.Tests.Rotation;

/// <summary>Schedules are functions of rules and a time: written here as dates.</summary>
public sealed class RotationScheduleTests
{
    [Theory]
    [InlineData(null, 30L, null, "2026-03-10T15:30:00Z", "2026-04-09T00:00:00Z", "2026-04-09T23:59:59Z")]
    [InlineData(null, 1L, "3h", "2026-03-10T15:30:00Z", "2026-03-11T00:00:00Z", "2026-03-11T02:59:59Z")]
    [InlineData("rate(10 days)", null, null, "2026-12-25T00:00:00Z", "2027-01-04T00:00:00Z", "2027-01-04T23:59:59Z")]
    [InlineData("rate(4 hours)", null, null, "2026-03-10T15:30:00Z", "2026-03-10T19:00:00Z", "2026-03-10T19:59:59Z")]
    [InlineData("rate(4 hours)", null, "4h", "2026-03-10T22:30:00Z", "2026-03-11T02:00:00Z", "2026-03-11T05:59:59Z")]
    [InlineData("cron(0 16 1,15 * ? *)", null, "2h", "2026-03-10T15:30:00Z", "2026-03-15T16:00:00Z", "2026-03-15T17:59:59Z")]
    [InlineData("cron(0 10 ? * 1 *)", null, null, "2026-03-10T15:30:00Z", "2026-03-15T10:00:00Z", "2026-03-15T23:59:59Z")] // 1 is Sunday.
    [InlineData("cron(0 10 ? * MON-FRI *)", null, null, "2026-03-13T10:00:00Z", "2026-03-16T10:00:00Z", "2026-03-16T23:59:59Z")]
    [InlineData("cron(0 0 L * ? *)", null, null, "2028-02-01T00:00:00Z", "2028-02-29T00:00:00Z", "2028-02-29T23:59:59Z")]
    [InlineData("cron(0 1 ? * 2#1 *)", null, null, "2026-03-10T15:30:00Z", "2026-04-06T01:00:00Z", "2026-04-06T23:59:59Z")] // The first Monday.
    [InlineData("cron(0 /8 * * ? *)", null, null, "2026-03-10T15:30:00Z", "2026-03-10T16:00:00Z", "2026-03-10T16:59:59Z")]
    public void The_next_window_opens_and_closes_as_the_rules_say(string? expression, long? days, string? duration, string now, string opens, string closes)
    {
        var window = RotationSchedule.Parse(new() { ScheduleExpression = expression, AutomaticallyAfterDays = days, Duration = duration }).NextAfter(Time(now));
        Assert.Equal((Time(opens), Time(closes)), (window.Opens, window.Closes));
    }

    [Theory]
    [InlineData(null, null, null)]
    [InlineData(null, null, "3h")]
    [InlineData("rate(10 days)", 10L, null)]
    [InlineData("rate(3 hours)", null, null)]
    [InlineData("rate(4 hours)", null, "5h")]
    [InlineData("rate(0 days)", null, null)]
    [InlineData("rate(1001 days)", null, null)]
    [InlineData("rate(4 weeks)", null, null)]
    [InlineData("rate(4)", null, null)]
    [InlineData("every day", null, null)]
    [InlineData(null, 1L, "0h")]
    [InlineData(null, 1L, "25h")]
    [InlineData("cron(1 0 * * ? *)", null, null)]
    [InlineData("cron(* 0 * * ? *)", null, null)]
    [InlineData("cron(0 0 * * ? 2026)", null, null)]
    [InlineData("cron(0 0 * * * *)", null, null)]
    [InlineData("cron(0 0 * * ?)", null, null)]
    [InlineData("cron(0 25 * * ? *)", null, null)]
    [InlineData("cron(0 0 ? * 8 *)", null, null)]
    [InlineData("cron(0 0 31 2 ? *)", null, null)]
    [InlineData("cron(0 0/2 * * ? *)", null, null)]
    [InlineData("cron(0 0/4 * * ? *)", null, "5h")]
    [InlineData("cron(0 20 * * ? *)", null, "5h")]
    public void Rules_that_make_no_schedule_are_refused(string? expression, long? days, string? duration)
    {
        var refused = Assert.Throws<FaultException>(() => RotationSchedule.Parse(new() { ScheduleExpression = expression, AutomaticallyAfterDays = days, Duration = duration }));
        Assert.Equal("InvalidParameterException", refused.Code);
    }

    private static DateTimeOffset Time(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
