using System.Text;

namespace Strongroom.Aws.Tests.Authentication;

public sealed class AuthenticatorTests : IDisposable
{
    private const string NoMatch =
        "The request signature we calculated does not match the signature you provided. " +
        "Check your AWS Secret Access Key and signing method. Consult the service documentation for details.";

    private readonly KnownCredentials _known = Sample.Credentials();
    private readonly Authenticator _authenticator;

    public AuthenticatorTests() => _authenticator = new(_known, new FixedClock(Sample.Moment), new HashSet<string> { "eu-west-1" });

    public void Dispose() => _authenticator.Dispose();

    [Fact]
    public async Task A_signed_request_is_believed_with_all_that_it_vouches_for()
    {
        var request = Sample.Kms.SignHeader(Sample.Encrypt.With("User-Agent", "any"), unsigned: "User-Agent");
        Assert.True(_authenticator.TryRead(request.ToSigned()!.Value, out var claim, out _));
        var accepted = (await _authenticator.AuthenticateAsync(claim, SignatureRules.Standard, request.Sequence, default)).Accepted!;
        Assert.Equal(("eu-west-1", "kms"), (accepted.Region, accepted.Service));
        Assert.Equal((Sample.Id, Sample.Moment), (accepted.AccessKeyId, accepted.Time));
        Assert.Equal(_known[Sample.Id].Caller, accepted.Caller);
        Assert.True(accepted.Signed("X-Amz-Target"));
        Assert.False(accepted.Signed("User-Agent"));
        Assert.False(accepted.Presigned);
        Assert.Equal(new Payload(PayloadKind.Hashed, null), accepted.Payload);
    }

    [Fact]
    public async Task A_presigned_request_is_believed()
    {
        Assert.Null(await RefusalFrom(Sample.S3.SignQuery(Sample.GetObject, seconds: 60), SignatureRules.ObjectStorage));
        Assert.Null(await RefusalFrom(Sample.Kms.SignQuery(Sample.Encrypt, seconds: 60), SignatureRules.Standard));
        Assert.Null(await RefusalFrom(Sample.Kms.SignQuery(Sample.Encrypt, seconds: null), SignatureRules.Standard));
    }

    [Theory]
    [InlineData(WireProtocol.AwsJson11, "MissingAuthenticationTokenException", 400)]
    [InlineData(WireProtocol.RestJson, "MissingAuthenticationTokenException", 403)]
    [InlineData(WireProtocol.AwsQuery, "MissingAuthenticationToken", 403)]
    [InlineData(WireProtocol.Ec2Query, "AuthFailure", 401)]
    [InlineData(WireProtocol.RestXml, "AccessDenied", 403)]
    public async Task No_signature_is_no_authentication(WireProtocol protocol, string code, int status) =>
        Is(await RefusalFrom(Sample.Encrypt), protocol, code, status);

    [Theory]
    [InlineData(WireProtocol.AwsJson11, "InvalidSignatureException", 400)]
    [InlineData(WireProtocol.AwsQuery, "SignatureDoesNotMatch", 403)]
    [InlineData(WireProtocol.Ec2Query, "AuthFailure", 401)]
    [InlineData(WireProtocol.RestXml, "SignatureDoesNotMatch", 403)]
    public async Task Another_body_does_not_match(WireProtocol protocol, string code, int status)
    {
        var request = Sample.Kms.SignHeader(Sample.Encrypt) with { Body = Encoding.ASCII.GetBytes("""{"KeyId":"b-key"}""") };
        Is(await RefusalFrom(request), protocol, code, status);
    }

    [Fact]
    public async Task A_wrong_secret_is_answered_in_awss_words()
    {
        var request = (Sample.Kms with { Secret = "wrong" }).SignHeader(Sample.Encrypt);
        Is(await RefusalFrom(request), WireProtocol.AwsJson11, "InvalidSignatureException", 400, NoMatch);
    }

    [Theory]
    [InlineData(WireProtocol.AwsJson11, "UnrecognizedClientException", 400, "The security token included in the request is invalid.")]
    [InlineData(WireProtocol.AwsQuery, "InvalidClientTokenId", 403, "The security token included in the request is invalid.")]
    [InlineData(WireProtocol.Ec2Query, "AuthFailure", 401, "AWS was not able to validate the provided access credentials")]
    [InlineData(WireProtocol.RestXml, "InvalidAccessKeyId", 403, "The AWS Access Key Id you provided does not exist in our records.")]
    public async Task An_unknown_access_key_is_named_as_such(WireProtocol protocol, string code, int status, string text) =>
        Is(await RefusalFrom((Sample.Kms with { AccessKeyId = "AKIAUNKNOWN" }).SignHeader(Sample.Encrypt)), protocol, code, status, text);

    [Fact]
    public async Task A_session_needs_its_own_token()
    {
        _known.Add("ASIASESSION", Sample.Secret, token: "token");
        var signer = Sample.Kms with { AccessKeyId = "ASIASESSION", Token = "token" };
        Assert.Null(await RefusalFrom(signer.SignHeader(Sample.Encrypt)));
        Assert.Equal(RefusalKind.UnknownKey, (await RefusalFrom((signer with { Token = "other" }).SignHeader(Sample.Encrypt)))!.Kind);
        Assert.Equal(RefusalKind.UnknownKey, (await RefusalFrom((signer with { Token = null }).SignHeader(Sample.Encrypt)))!.Kind);
        Assert.Null(await RefusalFrom((signer with { Service = "s3" }).SignQuery(Sample.GetObject, 60), SignatureRules.ObjectStorage));
    }

    [Fact]
    public async Task An_ended_session_is_told_so_only_with_the_right_signature()
    {
        _known.Add("ASIASESSION", Sample.Secret, token: "token", expires: Sample.Moment);
        var signer = Sample.Kms with { AccessKeyId = "ASIASESSION", Token = "token" };
        Is(await RefusalFrom(signer.SignHeader(Sample.Encrypt)), WireProtocol.AwsJson11, "ExpiredTokenException", 400);
        Assert.Equal(RefusalKind.Invalid, (await RefusalFrom((signer with { Secret = "wrong" }).SignHeader(Sample.Encrypt)))!.Kind);
    }

    [Fact]
    public async Task A_revoked_key_is_refused_though_its_signing_key_is_cached()
    {
        var request = Sample.Kms.SignHeader(Sample.Encrypt);
        Assert.Null(await RefusalFrom(request));
        _known.Remove(Sample.Id);
        Assert.Equal(RefusalKind.UnknownKey, (await RefusalFrom(request))!.Kind);
    }

    [Fact]
    public async Task A_changed_secret_counts_at_once()
    {
        Assert.Null(await RefusalFrom(Sample.Kms.SignHeader(Sample.Encrypt)));
        _known.Add(Sample.Id, "another", revision: 2);
        Assert.Equal(RefusalKind.Invalid, (await RefusalFrom(Sample.Kms.SignHeader(Sample.Encrypt)))!.Kind);
        Assert.Null(await RefusalFrom((Sample.Kms with { Secret = "another" }).SignHeader(Sample.Encrypt)));
    }

    [Fact]
    public async Task A_cached_signing_key_needs_no_secret()
    {
        for (var i = 0; i < 3; i++) Assert.Null(await RefusalFrom(Sample.Kms.SignHeader(Sample.Encrypt)));
        Assert.Equal(1, _known[Sample.Id].Openings);
        Assert.Equal(3, _known.Finds);
    }

    [Fact]
    public async Task A_wrong_signature_opens_as_many_secrets_whether_or_not_the_key_exists_or_is_cached()
    {
        var decoy = (KnownCredential)_known.Decoy;
        await RefusalFrom((Sample.Kms with { AccessKeyId = "AKIAUNKNOWN" }).SignHeader(Sample.Encrypt));
        Assert.Equal(1, decoy.Openings);
        await RefusalFrom((Sample.Kms with { Secret = "wrong" }).SignHeader(Sample.Encrypt));
        Assert.Equal(1, _known[Sample.Id].Openings);
        Assert.Null(await RefusalFrom(Sample.Kms.SignHeader(Sample.Encrypt)));
        await RefusalFrom((Sample.Kms with { Secret = "wrong" }).SignHeader(Sample.Encrypt));
        Assert.Equal(3, _known[Sample.Id].Openings);
    }

    [Theory]
    [InlineData("host", "'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.")]
    [InlineData("x-amz-target", "'x-amz-target' must be a 'SignedHeader' in the AWS Authorization.")]
    [InlineData("x-amz-date", "'x-amz-date' must be a 'SignedHeader' in the AWS Authorization.")]
    public async Task What_decides_must_be_signed(string header, string text)
    {
        var refusal = await RefusalFrom(Sample.Kms.SignHeader(Sample.Encrypt, unsigned: header));
        Is(refusal, WireProtocol.AwsJson11, "InvalidSignatureException", 400, text);
        Is(refusal, WireProtocol.RestXml, "AccessDenied", 403, "There were headers present in the request which were not signed");
    }

    [Fact]
    public async Task An_added_x_amz_header_is_refused() =>
        Assert.Equal(RefusalKind.Invalid, (await RefusalFrom(Sample.Kms.SignHeader(Sample.Encrypt).With("X-AMZ-Extra", "1")))!.Kind);

    [Fact]
    public async Task A_signed_header_that_is_not_there_is_refused() =>
        Assert.Equal(RefusalKind.Invalid, (await RefusalFrom(Sample.Kms.SignHeader(Sample.Encrypt).Without("Content-Type")))!.Kind);

    [Fact]
    public async Task Header_and_query_together_are_refused()
    {
        var presigned = Sample.S3.SignQuery(Sample.GetObject, 60);
        Is(await RefusalFrom(Sample.S3.SignHeader(presigned), SignatureRules.ObjectStorage), WireProtocol.RestXml, "InvalidArgument", 400);
    }

    [Fact]
    public async Task The_signature_version_before_is_refused_by_name()
    {
        const string Text = "The authorization mechanism you have provided is not supported. Please use AWS4-HMAC-SHA256.";
        var inQuery = Sample.GetObject with { Target = "/b/k?AWSAccessKeyId=AKID&Signature=c2ln&Expires=1795525413" };
        Is(await RefusalFrom(inQuery, SignatureRules.ObjectStorage), WireProtocol.RestXml, "InvalidRequest", 400, Text);
        Is(await RefusalFrom(Sample.GetObject.With("Authorization", "AWS AKID:c2ln")), WireProtocol.RestXml, "InvalidRequest", 400, Text);
    }

    [Fact]
    public async Task A_scope_of_another_region_is_refused() => Is(
        await RefusalFrom((Sample.Kms with { Region = "mars-1" }).SignHeader(Sample.Encrypt)),
        WireProtocol.AwsJson11,
        "InvalidSignatureException",
        400,
        "Credential should be scoped to a valid region, not 'mars-1'. ");

    [Theory]
    [InlineData("iam", "us-east-1", true)]
    [InlineData("sts", "us-east-1", true)]
    [InlineData("kms", "us-east-1", false)]
    [InlineData("iam", "mars-1", false)]
    public async Task IAM_and_STS_are_signed_for_us_east_1_wherever_they_are(string service, string region, bool accepted)
    {
        using var elsewhere = new Authenticator(Sample.Credentials(), new FixedClock(Sample.Moment), new HashSet<string> { "eu-west-1" });
        var refusal = await (Sample.Kms with { Service = service, Region = region }).SignHeader(Sample.Encrypt).RefusalFrom(elsewhere, SignatureRules.Standard);
        Assert.Equal(accepted, refusal is null);
    }

    [Fact]
    public async Task A_stated_body_hash_must_be_the_bodys()
    {
        var right = PlainSigner.HashOf(Sample.Encrypt.Body);
        Assert.Null(await RefusalFrom(Sample.Kms.SignHeader(Sample.Encrypt.With("X-Amz-Content-Sha256", right))));
        Assert.NotNull(await RefusalFrom(Sample.Kms.SignHeader(Sample.Encrypt.With("X-Amz-Content-Sha256", PlainSigner.HashOf([])))));
    }

    [Fact]
    public async Task An_unsigned_body_is_taken_only_where_the_service_allows_it()
    {
        var request = Sample.Kms.SignHeader(Sample.Encrypt.With("X-Amz-Content-Sha256", "UNSIGNED-PAYLOAD"), payload: "UNSIGNED-PAYLOAD");
        Assert.NotNull(await RefusalFrom(request));
        Assert.Null(await RefusalFrom(request, SignatureRules.Standard with { AllowsUnsignedPayload = true }));
        Assert.NotNull(await RefusalFrom(request, SignatureRules.ObjectStorage with { AllowsUnsignedPayload = false }));
    }

    [Fact]
    public async Task Object_storage_must_be_told_the_bodys_hash()
    {
        var request = Sample.S3.SignHeader(Sample.GetObject).Without("X-Amz-Content-Sha256");
        const string Text = "Missing required header for this request: x-amz-content-sha256";
        Is(await RefusalFrom(request, SignatureRules.ObjectStorage), WireProtocol.RestXml, "InvalidRequest", 400, Text);
        var upper = Sample.S3.SignHeader(Sample.GetObject, payload: PlainSigner.HashOf([]).ToUpperInvariant());
        Is(await RefusalFrom(upper, SignatureRules.ObjectStorage), WireProtocol.RestXml, "InvalidArgument", 400);
    }

    [Fact]
    public async Task The_signed_claim_about_an_objects_body_is_handed_on()
    {
        var request = Sample.S3.SignHeader(Sample.GetObject);
        Assert.True(_authenticator.TryRead(request.ToSigned()!.Value, out var claim, out _));
        var accepted = (await _authenticator.AuthenticateAsync(claim, SignatureRules.ObjectStorage, default, default)).Accepted!;
        Assert.Equal(new Payload(PayloadKind.Hashed, PlainSigner.HashOf([])), accepted.Payload);
    }

    private Task<Refusal?> RefusalFrom(RawRequest request, SignatureRules? rules = null) =>
        request.RefusalFrom(_authenticator, rules ?? SignatureRules.Standard);

    private static void Is(Refusal? refusal, WireProtocol protocol, string code, int status, string? text = null)
    {
        Assert.NotNull(refusal);
        var fault = refusal.ToFault(protocol);
        Assert.Equal((code, status), (fault.Code, fault.Status));
        if (text is not null) Assert.Equal(text, fault.Text);
    }
}
