namespace Strongroom.Aws.Tests.Authentication;

public sealed class ClockTests
{
    private const int Minutes = 60;
    private const string TooLong =
        "X-Amz-Expires must be less than a week (in seconds); that is, the given X-Amz-Expires must be less than 604800 seconds";

    [Fact]
    public async Task A_signature_is_good_for_five_minutes_either_way() =>
        Assert.Equal((-5 * Minutes, 5 * Minutes), await WindowOf(Sample.Kms.SignHeader(Sample.Encrypt), SignatureRules.Standard));

    [Fact]
    public async Task In_object_storage_for_fifteen() =>
        Assert.Equal((-15 * Minutes, 15 * Minutes), await WindowOf(Sample.S3.SignHeader(Sample.GetObject), SignatureRules.ObjectStorage));

    [Fact]
    public async Task A_presigned_request_is_good_from_the_skew_before_until_its_end() =>
        Assert.Equal((-15 * Minutes, 90), await WindowOf(Sample.S3.SignQuery(Sample.GetObject, 90), SignatureRules.ObjectStorage));

    [Fact]
    public async Task A_moment_after_the_edge_is_too_late()
    {
        using var authenticator = Sample.At(Sample.Moment.AddMinutes(5).AddTicks(1));
        var refusal = await Sample.Kms.SignHeader(Sample.Encrypt).RefusalFrom(authenticator, SignatureRules.Standard);
        Assert.Equal(RefusalKind.Time, refusal!.Kind);
    }

    [Fact]
    public async Task Too_old_is_told_with_both_times()
    {
        using var authenticator = Sample.At(Sample.Moment.AddMinutes(6));
        var refusal = (await Sample.Kms.SignHeader(Sample.Encrypt).RefusalFrom(authenticator, SignatureRules.Standard))!;
        Assert.Equal(
            "Signature expired: 20260102T030405Z is now earlier than 20260102T030505Z (20260102T031005Z - 5 min.)",
            refusal.ToFault(WireProtocol.AwsJson11).Text);
        Assert.Equal("InvalidSignatureException", refusal.ToFault(WireProtocol.AwsJson11).Code);
        Assert.Equal("SignatureDoesNotMatch", refusal.ToFault(WireProtocol.AwsQuery).Code);
        Assert.Equal("RequestExpired", refusal.ToFault(WireProtocol.Ec2Query).Code);
    }

    [Fact]
    public async Task Too_early_is_told_with_both_times()
    {
        using var authenticator = Sample.At(Sample.Moment.AddMinutes(-6));
        var refusal = (await Sample.Kms.SignHeader(Sample.Encrypt).RefusalFrom(authenticator, SignatureRules.Standard))!;
        Assert.Equal(
            "Signature not yet current: 20260102T030405Z is still later than 20260102T030305Z (20260102T025805Z + 5 min.)",
            refusal.ToFault(WireProtocol.AwsJson11).Text);
    }

    [Fact]
    public async Task Object_storage_says_how_far_apart_the_clocks_are()
    {
        using var authenticator = Sample.At(Sample.Moment.AddMinutes(16));
        var refusal = await Sample.S3.SignHeader(Sample.GetObject).RefusalFrom(authenticator, SignatureRules.ObjectStorage);
        var fault = refusal!.ToFault(WireProtocol.RestXml);
        Assert.Equal(("RequestTimeTooSkewed", 403), (fault.Code, fault.Status));
        Assert.Equal("The difference between the request time and the current time is too large.", fault.Text);
        Assert.Equal(900_000L, fault.Details!["MaxAllowedSkewMilliseconds"]);
        refusal = await Sample.S3.SignQuery(Sample.GetObject, 60).RefusalFrom(authenticator, SignatureRules.ObjectStorage);
        fault = refusal!.ToFault(WireProtocol.RestXml);
        Assert.Equal(("AccessDenied", "Request has expired"), (fault.Code, fault.Text));
    }

    [Theory]
    [InlineData(1, null)]
    [InlineData(604_800, null)]
    [InlineData(604_801, TooLong)]
    [InlineData(0, "X-Amz-Expires must be non-negative")]
    [InlineData(-1, "X-Amz-Expires must be non-negative")]
    public async Task A_presigned_request_lives_for_a_second_to_a_week(int seconds, string? text)
    {
        using var authenticator = Sample.At(Sample.Moment);
        var refusal = await Sample.S3.SignQuery(Sample.GetObject, seconds).RefusalFrom(authenticator, SignatureRules.ObjectStorage);
        Assert.Equal(text, refusal?.ToFault(WireProtocol.RestXml).Text);
    }

    [Fact]
    public async Task The_scopes_day_is_the_requests_day()
    {
        using var authenticator = Sample.At(Sample.Moment);
        var request = Sample.Kms.SignHeader(Sample.Encrypt);
        var authorization = request.Headers.Single(header => header.Name == "Authorization").Value;
        var dayBefore = authorization.Replace("/20260102/", "/20260101/", StringComparison.Ordinal);
        var refusal = await request.With("Authorization", dayBefore).RefusalFrom(authenticator, SignatureRules.Standard);
        Assert.Equal(
            "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: " +
            "'20260101' != '20260102', from '20260102T030405Z'. ",
            refusal!.ToFault(WireProtocol.AwsJson11).Text);
    }

    [Theory]
    [InlineData("20260102T030405")]
    [InlineData("20261302T030405Z")]
    [InlineData("20260230T030405Z")]
    [InlineData("20260102T240405Z")]
    [InlineData("20260102T036005Z")]
    [InlineData("20260102T030460Z")]
    [InlineData("2026-01-02T03:04Z")]
    [InlineData("00000102T030405Z")]
    [InlineData("")]
    public async Task A_malformed_date_is_refused(string date)
    {
        using var authenticator = Sample.At(Sample.Moment);
        var request = Sample.Kms.SignHeader(Sample.Encrypt).With("X-Amz-Date", date);
        var refusal = await request.RefusalFrom(authenticator, SignatureRules.Standard);
        Assert.Equal(RefusalKind.Incomplete, refusal!.Kind);
    }

    /// <summary>The first and last second, counted from the signature's, at which it is believed, of 20 minutes either way.</summary>
    private static async Task<(int First, int Last)> WindowOf(RawRequest request, SignatureRules rules)
    {
        var clock = new FixedClock(Sample.Moment);
        using var authenticator = new Authenticator(Sample.Credentials(), clock);
        var good = new List<int>();
        for (var second = -20 * Minutes; second <= 20 * Minutes; second++)
        {
            clock.Now = Sample.Moment.AddSeconds(second);
            var refusal = await request.RefusalFrom(authenticator, rules);
            if (refusal is null) good.Add(second);
            else Assert.Equal(RefusalKind.Time, refusal.Kind);
        }

        Assert.Equal(good[^1] - good[0] + 1, good.Count);
        return (good[0], good[^1]);
    }
}
