namespace Strongroom.Access.Tests;

public sealed class CallKeysTests : ICallFacts
{
    private static readonly Caller Alice = new()
    {
        Account = "111122223333",
        Arn = "arn:aws:iam::111122223333:user/alice",
        Type = CallerType.IamUser,
        UserId = "AIDAALICE",
        UserName = "alice",
    };

    private static readonly Caller Session = new()
    {
        Account = "111122223333",
        Arn = "arn:aws:sts::111122223333:assumed-role/app/s1",
        Type = CallerType.AssumedRole,
        UserId = "AROAAPP:s1",
        RoleArn = "arn:aws:iam::111122223333:role/path/app",
        Session = new()
        {
            IssuedAt = DateTimeOffset.UnixEpoch.AddSeconds(100),
            MfaAt = DateTimeOffset.UnixEpoch.AddSeconds(90),
            Tags = new(new("Team", "blue"), new("Extra", "x")),
        },
    };

    public string SourceAddress { get; set; } = "203.0.113.7";

    public bool Tls => true;

    public DateTimeOffset Time => DateTimeOffset.UnixEpoch.AddSeconds(150);

    public string Region => "eu-west-1";

    public string? UserAgent => null;

    public string? ViaService { get; set; }

    [Theory]
    [InlineData("aws:PrincipalArn", "arn:aws:iam::111122223333:user/alice")]
    [InlineData("AWS:principalaccount", "111122223333")]
    [InlineData("aws:PrincipalType", "User")]
    [InlineData("aws:userid", "AIDAALICE")]
    [InlineData("aws:username", "alice")]
    [InlineData("aws:PrincipalTag/team", "red")]
    [InlineData("aws:PrincipalTag/none", null)]
    [InlineData("aws:SourceIp", "203.0.113.7")]
    [InlineData("aws:SecureTransport", "true")]
    [InlineData("aws:CurrentTime", "1970-01-01T00:02:30Z")]
    [InlineData("aws:EpochTime", "150")]
    [InlineData("aws:UserAgent", null)]
    [InlineData("aws:RequestedRegion", "eu-west-1")]
    [InlineData("aws:ResourceAccount", "444455556666")]
    [InlineData("aws:ViaAWSService", "false")]
    [InlineData("aws:CalledVia", null)]
    [InlineData("aws:MultiFactorAuthPresent", null)]
    [InlineData("aws:MultiFactorAuthAge", null)]
    [InlineData("aws:TokenIssueTime", null)]
    [InlineData("kms:CallerAccount", "111122223333")]
    [InlineData("kms:ViaService", null)]
    [InlineData("kms:KeySpec", "from the service")]
    [InlineData("aws:ResourceTag/team", "from the service")]
    public void A_user_with_long_term_keys_has_these_keys(string key, string? expected) => Assert.Equal(expected, Find(Alice, key));

    [Theory]
    [InlineData("aws:PrincipalArn", "arn:aws:iam::111122223333:role/path/app")]
    [InlineData("aws:PrincipalType", "AssumedRole")]
    [InlineData("aws:userid", "AROAAPP:s1")]
    [InlineData("aws:username", null)]
    [InlineData("aws:PrincipalTag/TEAM", "blue")]
    [InlineData("aws:PrincipalTag/Extra", "x")]
    [InlineData("aws:MultiFactorAuthPresent", "true")]
    [InlineData("aws:MultiFactorAuthAge", "60")]
    [InlineData("aws:TokenIssueTime", "1970-01-01T00:01:40Z")]
    public void A_session_has_these_keys(string key, string? expected) => Assert.Equal(expected, Find(Session, key));

    [Fact]
    public void A_call_through_a_service_names_the_service_and_not_its_address()
    {
        ViaService = "secretsmanager.eu-west-1.amazonaws.com";
        Assert.Equal("secretsmanager.eu-west-1.amazonaws.com", Find(Alice, "kms:ViaService"));
        Assert.Equal("true", Find(Alice, "aws:ViaAWSService"));
        Assert.Equal("secretsmanager.amazonaws.com", Find(Alice, "aws:CalledViaFirst"));
        Assert.Null(Find(Alice, "aws:SourceIp"));
    }

    [Fact]
    public void A_source_that_is_no_address_is_missing()
    {
        SourceAddress = "unix";
        Assert.Null(Find(Alice, "aws:SourceIp"));
    }

    private string? Find(Caller caller, string key)
    {
        var request = new AccessRequest
        {
            Caller = caller,
            Action = ActionName.Of("kms:Decrypt"),
            Resource = "*",
            ResourceAccount = "444455556666",
            Facts = this,
            Keys = new Everything(),
        };
        var principal = new PrincipalPolicies { Tags = new(new KeyValuePair<string, string>("Team", "red")) };
        var value = new Scope(in request, principal).Find(ConditionKey.Of(key));
        return value.Count == 0 ? null : value[0];
    }

    /// <summary>A service that would answer anything: what it must not be asked for shows.</summary>
    private sealed class Everything : IConditionKeys
    {
        public ContextValue Find(ConditionKey key) => "from the service";
    }
}
