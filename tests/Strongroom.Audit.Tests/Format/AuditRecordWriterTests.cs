using System.Text;
using System.Text.Json;
using CsCheck;
using Strongroom.Access;

namespace Strongroom.Audit.Tests;

public sealed class AuditRecordWriterTests
{
    private static JsonElement Parse(AuditRecord record) => JsonDocument.Parse(TestRecords.Write(record)).RootElement;

    [Fact]
    public void A_record_has_CloudTrails_members_in_CloudTrails_order()
    {
        var record = TestRecords.Encrypt();
        record.ErrorCode = "NotFoundException";
        record.ErrorMessage = "Alias is not found.";
        Assert.Equal(
            """
            {"eventVersion":"1.11","userIdentity":{"type":"Root","principalId":"111122223333","arn":"arn:aws:iam::111122223333:root",
            "accountId":"111122223333","accessKeyId":"AKIAEXAMPLE"},"eventTime":"2026-11-24T12:00:01Z","eventSource":"kms.amazonaws.com",
            "eventName":"Encrypt","awsRegion":"us-east-1","sourceIPAddress":"127.0.0.1","userAgent":"aws-cli/2.0",
            "errorCode":"NotFoundException","errorMessage":"Alias is not found.","requestParameters":{"keyId":"alias/app"},
            "responseElements":null,"requestID":"d1d2d3d4-0000-4000-8000-00000000f001","eventID":"d1d2d3d4-0000-4000-8000-00000000e001",
            "readOnly":true,"resources":[{"accountId":"111122223333","type":"AWS::KMS::Key","ARN":"arn:aws:kms:us-east-1:111122223333:key/1"}],
            "eventType":"AwsApiCall","managementEvent":true,"recipientAccountId":"111122223333","eventCategory":"Management"}
            """.ReplaceLineEndings(""),
            TestRecords.Write(record));
    }

    public static TheoryData<string, string> Identities() => new()
    {
        { nameof(CallerType.IamUser), """{"type":"IAMUser","principalId":"AIDAX","arn":"arn:aws:iam::111122223333:user/ada","accountId":"111122223333","accessKeyId":"AKIAX","userName":"ada"}""" },
        { nameof(CallerType.AssumedRole), """{"type":"AssumedRole","principalId":"AROAX:night","arn":"arn:aws:sts::111122223333:assumed-role/ops/night","accountId":"111122223333","accessKeyId":"ASIAX","sessionContext":{"sessionIssuer":{"type":"Role","principalId":"AROAX","arn":"arn:aws:iam::111122223333:role/team/ops","accountId":"111122223333","userName":"ops"}}}""" },
        { nameof(CallerType.FederatedUser), """{"type":"FederatedUser","principalId":"111122223333:eve","arn":"arn:aws:sts::111122223333:federated-user/eve","accountId":"111122223333","accessKeyId":"ASIAX"}""" },
        { nameof(CallerType.WebIdentityUser), """{"type":"WebIdentityUser","principalId":"accounts.example.com:app:42","userName":"42","identityProvider":"accounts.example.com"}""" },
        { nameof(CallerType.AwsService), """{"type":"AWSService","invokedBy":"s3.amazonaws.com"}""" },
        { nameof(CallerType.Anonymous), """{"type":"AWSAccount","principalId":"","accountId":"ANONYMOUS_PRINCIPAL"}""" },
    };

    [Theory]
    [MemberData(nameof(Identities))]
    public void Each_kind_of_caller_has_the_identity_that_CloudTrail_gives_it(string kind, string expected)
    {
        const string account = "111122223333";
        var caller = Enum.Parse<CallerType>(kind) switch
        {
            CallerType.IamUser => new Caller { Account = account, Arn = $"arn:aws:iam::{account}:user/ada", Type = CallerType.IamUser, UserId = "AIDAX", AccessKeyId = "AKIAX", UserName = "ada" },
            CallerType.AssumedRole => new Caller { Account = account, Arn = $"arn:aws:sts::{account}:assumed-role/ops/night", Type = CallerType.AssumedRole, UserId = "AROAX:night", AccessKeyId = "ASIAX", RoleArn = $"arn:aws:iam::{account}:role/team/ops" },
            CallerType.FederatedUser => new Caller { Account = account, Arn = $"arn:aws:sts::{account}:federated-user/eve", Type = CallerType.FederatedUser, UserId = $"{account}:eve", AccessKeyId = "ASIAX" },
            CallerType.WebIdentityUser => new Caller { Account = account, Arn = "", Type = CallerType.WebIdentityUser, UserId = "accounts.example.com:app:42", UserName = "42", FederatedProvider = "accounts.example.com" },
            CallerType.AwsService => new Caller { Account = account, Arn = "", Type = CallerType.AwsService, UserId = "", ServiceName = "s3.amazonaws.com" },
            var type => new Caller { Account = "", Arn = "", Type = type, UserId = "" },
        };
        Assert.Equal(expected, Parse(TestRecords.Encrypt(caller: caller)).GetProperty("userIdentity").GetRawText());
    }

    [Fact]
    public void A_sessions_record_says_whose_it_is_when_it_was_made_and_that_no_second_factor_was_shown()
    {
        var caller = new Caller
        {
            Account = "111122223333",
            Arn = "arn:aws:sts::111122223333:assumed-role/ops/night",
            Type = CallerType.AssumedRole,
            UserId = "AROAX:night",
            RoleArn = "arn:aws:iam::111122223333:role/team/ops",
            Session = new() { IssuedAt = DateTimeOffset.UnixEpoch.AddSeconds(61), SourceIdentity = "ada" },
        };
        Assert.Equal(
            """
            {"sessionIssuer":{"type":"Role","principalId":"AROAX","arn":"arn:aws:iam::111122223333:role/team/ops","accountId":"111122223333",
            "userName":"ops"},"sourceIdentity":"ada","attributes":{"creationDate":"1970-01-01T00:01:01Z","mfaAuthenticated":"false"}}
            """.ReplaceLineEndings(""),
            Parse(TestRecords.Encrypt(caller: caller)).GetProperty("userIdentity").GetProperty("sessionContext").GetRawText());
    }

    [Fact]
    public void A_call_made_by_a_service_for_its_caller_names_the_service_thrice()
    {
        var record = Parse(TestRecords.Encrypt(userAgent: null, invokedBy: "s3.amazonaws.com"));
        Assert.Equal("s3.amazonaws.com", record.GetProperty("userIdentity").GetProperty("invokedBy").GetString());
        Assert.Equal("Root", record.GetProperty("userIdentity").GetProperty("type").GetString());
        Assert.Equal("s3.amazonaws.com", record.GetProperty("sourceIPAddress").GetString());
        Assert.Equal("s3.amazonaws.com", record.GetProperty("userAgent").GetString());
    }

    [Fact]
    public void A_service_event_is_AWS_internal()
    {
        var record = Parse(new AuditRecord
        {
            EventId = TestRecords.EventId,
            EventTime = DateTimeOffset.UnixEpoch,
            EventSource = "kms.amazonaws.com",
            EventName = "RotateKey",
            EventType = "AwsServiceEvent",
            Caller = new Caller { Account = "111122223333", Arn = "", Type = CallerType.AwsService, UserId = "", ServiceName = "kms.amazonaws.com" },
            Region = "us-east-1",
            RecipientAccount = "111122223333",
            ServiceEventDetails = json =>
            {
                json.WriteStartObject();
                json.WriteString("keyId", "1");
                json.WriteEndObject();
            },
        });
        Assert.Equal("""{"accountId":"111122223333","invokedBy":"AWS Internal"}""", record.GetProperty("userIdentity").GetRawText());
        Assert.Equal("AWS Internal", record.GetProperty("sourceIPAddress").GetString());
        Assert.Equal("AWS Internal", record.GetProperty("userAgent").GetString());
        Assert.Equal("""{"keyId":"1"}""", record.GetProperty("serviceEventDetails").GetRawText());
        Assert.False(record.TryGetProperty("requestID", out _));
    }

    [Fact]
    public void A_data_event_says_so_and_TLS_has_its_details()
    {
        var record = Parse(new AuditRecord
        {
            EventId = TestRecords.EventId,
            EventTime = DateTimeOffset.UnixEpoch,
            EventSource = "s3.amazonaws.com",
            EventName = "GetObject",
            Caller = Caller.Root("111122223333", null),
            Region = "us-east-1",
            RecipientAccount = "111122223333",
            ManagementEvent = false,
            Tls = new("TLSv1.3", "TLS_AES_128_GCM_SHA256", "localhost"),
            AdditionalEventData = json => json.WriteNumberValue(1),
        });
        Assert.Equal("Data", record.GetProperty("eventCategory").GetString());
        Assert.False(record.GetProperty("managementEvent").GetBoolean());
        Assert.Equal("""{"tlsVersion":"TLSv1.3","cipherSuite":"TLS_AES_128_GCM_SHA256","clientProvidedHostHeader":"localhost"}""",
            record.GetProperty("tlsDetails").GetRawText());
    }

    [Fact]
    public void Hostile_text_stays_text_in_one_line()
    {
        const string hostile = "a\"},\"eventName\":\"Nothing\r\n\t\0\u001b[2J\u0085\u009b\u2028\u2029\ud800<script>'\\ü";
        var line = TestRecords.Write(TestRecords.Encrypt(userAgent: hostile));
        Assert.DoesNotContain(line, c => char.IsControl(c) || c is '\u2028' or '\u2029');
        var record = JsonDocument.Parse(line).RootElement;
        Assert.Equal("Encrypt", record.GetProperty("eventName").GetString());
        Assert.Equal(hostile.Replace('\ud800', '\ufffd'), record.GetProperty("userAgent").GetString());
    }

    [Fact]
    public void Any_text_comes_back_as_it_was_and_never_breaks_the_line() =>
        Gen.Char.Array[0, 200].Select(chars => new string(chars)).Sample(text =>
        {
            var line = TestRecords.Write(TestRecords.Encrypt(userAgent: text));
            Assert.DoesNotContain('\n', line);
            Assert.Equal(Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)),
                JsonDocument.Parse(line).RootElement.GetProperty("userAgent").GetString());
        });

    [Fact]
    public void Long_texts_are_cut_between_characters()
    {
        var record = Parse(TestRecords.Encrypt(userAgent: new string('x', 1023) + "😀 and more"));
        Assert.Equal(new string('x', 1023), record.GetProperty("userAgent").GetString());
        Assert.Equal(1024, Parse(TestRecords.Encrypt(userAgent: new string('x', 5000))).GetProperty("userAgent").GetString()!.Length);
    }

    [Theory]
    [InlineData(102_390, false)]
    [InlineData(102_399, true)]
    [InlineData(5_000_000, true)]
    public void Parameters_beyond_100_KiB_are_left_out_with_their_size(int length, bool omitted)
    {
        var record = TestRecords.Encrypt();
        record.RequestParameters = json =>
        {
            json.WriteStartObject();
            json.WriteString("p", new string('x', length));
            json.WriteEndObject();
        };
        var parameters = Parse(record).GetProperty("requestParameters");
        Assert.Equal(omitted ? $$"""{"omitted":true,"originalSize":{{length + 8}}}""" : $$"""{"p":"{{new string('x', length)}}"}""", parameters.GetRawText());
    }

    [Fact]
    public void No_record_is_longer_than_256_KiB()
    {
        var record = TestRecords.Encrypt(userAgent: new string('\0', 5000));
        record.ErrorMessage = record.ErrorCode = new string('\u0001', 5000);
        record.RequestParameters = record.ResponseElements = json => json.WriteStringValue(new string('x', 102_000));
        record.AdditionalEventData = record.ServiceEventDetails = json => json.WriteStringValue(new string('x', 28_000));
        for (var i = 0; i < 1000; i++)
            record.Resources.Add(new("111122223333", "AWS::KMS::Key", new string('\0', 5000)));
        var line = TestRecords.Write(record);
        Assert.InRange(Encoding.UTF8.GetByteCount(line), 100_000, AuditRecordWriter.MaxRecordBytes);
        Assert.True(JsonDocument.Parse(line).RootElement.GetProperty("responseElements").GetProperty("omitted").GetBoolean());
    }

    [Fact]
    public void A_record_that_fails_to_write_leaves_nothing_behind()
    {
        using var batch = RecordBatch.Rent();
        AuditRecordWriter.Write(TestRecords.Encrypt(), batch);
        var broken = TestRecords.Encrypt();
        broken.RequestParameters = _ => throw new InvalidOperationException();
        Assert.Throws<InvalidOperationException>(() => AuditRecordWriter.Write(broken, batch));
        AuditRecordWriter.Write(TestRecords.Encrypt(), batch);
        Assert.Equal(2, batch.Count);
        Assert.Equal(Encoding.UTF8.GetString(batch[0]), Encoding.UTF8.GetString(batch[1]));
    }

    [Fact]
    public void Writing_a_record_allocates_next_to_nothing()
    {
        var record = TestRecords.Encrypt();
        long Measure(int count)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < count; i++)
            {
                using var batch = RecordBatch.Rent();
                AuditRecordWriter.Write(record, batch);
            }

            return (GC.GetAllocatedBytesForCurrentThread() - before) / count;
        }

        Measure(10);
        Assert.InRange(Measure(1000), 0, 200);
    }
}
