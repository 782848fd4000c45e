using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;
using Amazon.S3;
using Amazon.S3.Model;
using Strongroom.Testing;

namespace Strongroom.CloudTrail.Tests;

/// <summary>Trails, delivered into a bucket and checked by <c>aws cloudtrail validate-logs</c>.</summary>
[Trait("Needs", "tools")]
[Collection(CloudTrailWorld.SdkClock)]
public sealed class TrailTests : IAsyncLifetime
{
    private const string Bucket = "trail-bucket", Account = "000000000000", Arn = $"arn:aws:cloudtrail:us-east-1:{Account}:trail/audit";

    private readonly string folder = Directory.CreateTempSubdirectory("strongroom-trails-").FullName;
    private CloudTrailWorld world = null!;
    private AmazonS3Client s3 = null!;

    private LocalServer Server => world.Server;

    public async ValueTask InitializeAsync()
    {
        world = await CloudTrailWorld.StartAsync();

        // Begun some hours ago, so that the present is reached before the CLI, which knows no other time, comes to check.
        Move(TimeSpan.FromHours(-4) - TimeSpan.FromMinutes(5));
        s3 = Server.S3();
        await s3.PutBucketAsync(Bucket);
    }

    public async ValueTask DisposeAsync()
    {
        s3.Dispose();
        Amazon.AWSConfigs.ManualClockCorrection = null;
        await world.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task A_trail_needs_a_bucket_whose_policy_lets_CloudTrail_deliver_for_this_trail()
    {
        await RefusedAsync("S3BucketDoesNotExistException", "CreateTrail", """{"Name":"audit","S3BucketName":"no-such-bucket"}""");
        await RefusedAsync("InsufficientS3BucketPolicyException", "CreateTrail", """{"Name":"audit","S3BucketName":"trail-bucket"}""");
        await AllowAsync("arn:aws:cloudtrail:us-east-1:000000000000:trail/another");
        await RefusedAsync("InsufficientS3BucketPolicyException", "CreateTrail", """{"Name":"audit","S3BucketName":"trail-bucket"}""");
        await AllowAsync(Arn);
        var made = await world.CallAsync("CreateTrail", """{"Name":"audit","S3BucketName":"trail-bucket","TagsList":[{"Key":"a","Value":"b"}]}""");
        Assert.True(made["TrailARN"]?.GetValue<string>() == Arn, made.ToJsonString());
        await RefusedAsync("TrailAlreadyExistsException", "CreateTrail", """{"Name":"audit","S3BucketName":"trail-bucket"}""");
        await RefusedAsync("InvalidTrailNameException", "CreateTrail", """{"Name":"a","S3BucketName":"trail-bucket"}""");
        await RefusedAsync("InvalidTrailNameException", "CreateTrail", """{"Name":"a..b","S3BucketName":"trail-bucket"}""");
        await RefusedAsync("CloudTrailARNInvalidException", "GetTrail", """{"Name":"arn:aws:s3:::x"}""");
        await RefusedAsync("TrailNotFoundException", "GetTrailStatus", """{"Name":"nothing"}""");
        Assert.Equal("b", (await world.CallAsync("ListTags", $$"""{"ResourceIdList":["{{Arn}}"]}"""))["ResourceTagList"]![0]!["TagsList"]![0]!["Value"]!.GetValue<string>());
        await world.CallAsync("AddTags", $$"""{"ResourceId":"{{Arn}}","TagsList":[{"Key":"c"}]}""");
        await world.CallAsync("RemoveTags", $$"""{"ResourceId":"{{Arn}}","TagsList":[{"Key":"a"}]}""");
        Assert.Equal("c", (await world.CallAsync("ListTags", $$"""{"ResourceIdList":["{{Arn}}"]}"""))["ResourceTagList"]![0]!["TagsList"]!.AsArray().Single()!["Key"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_trail_of_all_regions_is_seen_in_each_and_changed_at_home()
    {
        await AllowAsync(Arn);
        await world.CallAsync("CreateTrail", """{"Name":"audit","S3BucketName":"trail-bucket","IsMultiRegionTrail":true,"EnableLogFileValidation":true}""");
        var seen = (await world.CallAsync("DescribeTrails", "{}", "eu-west-1"))["trailList"]!.AsArray().Single()!;
        Assert.Equal("us-east-1", seen["HomeRegion"]!.GetValue<string>());
        Assert.Empty((await world.CallAsync("DescribeTrails", """{"includeShadowTrails":false}""", "eu-west-1"))["trailList"]!.AsArray());
        Assert.Equal(Arn, (await world.CallAsync("GetTrail", """{"Name":"audit"}""", "eu-west-1"))["Trail"]!["TrailARN"]!.GetValue<string>());
        Assert.Single((await world.CallAsync("ListTrails", "{}", "eu-west-1"))["Trails"]!.AsArray());
        await RefusedAsync("InvalidHomeRegionException", "StopLogging", """{"Name":"audit"}""", "eu-west-1");
        await world.CallAsync("UpdateTrail", """{"Name":"audit","S3KeyPrefix":"kept/here"}""");
        Assert.Equal("kept/here", (await world.CallAsync("GetTrail", """{"Name":"audit"}"""))["Trail"]!["S3KeyPrefix"]!.GetValue<string>());
        await world.CallAsync("DeleteTrail", """{"Name":"audit"}""");
        Assert.Empty((await world.CallAsync("DescribeTrails", "{}"))["trailList"]!.AsArray());
    }

    [Fact]
    public async Task Every_event_is_delivered_once_and_validated_and_whatever_is_touched_afterwards_is_invalid()
    {
        await AllowAsync(Arn);
        await world.CallAsync("CreateTrail", """{"Name":"audit","S3BucketName":"trail-bucket","EnableLogFileValidation":true}""");
        await world.CallAsync("StartLogging", """{"Name":"audit"}""");
        using var kms = Server.Kms(Account);
        var keys = new List<string>();
        for (var hour = 0; hour < 4; hour++)
        {
            // The third hour is idle: its digest is empty.
            if (hour != 2) keys.Add((await kms.CreateKeyAsync(new())).KeyMetadata.KeyId);
            await DeliverAsync();
            Move(TimeSpan.FromHours(1));
        }

        await DeliverAsync();
        var status = await world.CallAsync("GetTrailStatus", """{"Name":"audit"}""");
        Assert.True(status["IsLogging"]!.GetValue<bool>());
        Assert.Null(status["LatestDeliveryError"]);
        Assert.NotNull(status["LatestDigestDeliveryTime"]);

        var logs = await KeysAsync("CloudTrail/");
        var digests = await KeysAsync("CloudTrail-Digest/");
        Assert.All(logs, key => Assert.Matches($@"^AWSLogs/{Account}/CloudTrail/us-east-1/\d{{4}}/\d\d/\d\d/{Account}_CloudTrail_us-east-1_\d{{8}}T\d{{4}}Z_[A-Za-z0-9]{{16}}\.json\.gz$", key));
        Assert.Equal(4, digests.Count);
        var delivered = new List<string>();
        foreach (var key in logs)
            delivered.AddRange((await ReadAsync(key))["Records"]!.AsArray().Where(record => record!["eventName"]!.GetValue<string>() == "CreateKey")
                .Select(static record => record!["responseElements"]!["keyMetadata"]!["keyId"]!.GetValue<string>()));
        Assert.Equal(keys, delivered);

        var valid = await ValidateAsync();
        Assert.Equal(0, valid.Code);
        Assert.Contains("4/4 digest files valid", valid.Output, StringComparison.Ordinal);
        Assert.Contains($"{logs.Count}/{logs.Count} log files valid", valid.Output, StringComparison.Ordinal);

        foreach (var key in new[] { logs[0], digests[1] })
        {
            var kept = await s3.GetObjectAsync(Bucket, key);
            using var bytes = new MemoryStream();
            await kept.ResponseStream.CopyToAsync(bytes);
            var text = Unpack(bytes.ToArray());
            await TouchedAsync(key, kept, Pack(text.Replace("us-east-1", "us-east-2", StringComparison.Ordinal)));
            await TouchedAsync(key, kept, bytes.ToArray()[..^20]);
            await s3.DeleteObjectAsync(Bucket, key);
            await InvalidAsync();
            await PutAsync(key + ".moved", kept, bytes.ToArray());
            await InvalidAsync();
            await PutAsync(key, kept, bytes.ToArray());
            Assert.Equal(0, (await ValidateAsync()).Code);
        }
    }

    [Fact]
    public async Task A_stopped_trail_delivers_what_came_before_and_nothing_after_and_a_bucket_that_refuses_loses_nothing()
    {
        await AllowAsync(Arn);
        await world.CallAsync("CreateTrail", """{"Name":"audit","S3BucketName":"trail-bucket"}""");
        using var kms = Server.Kms(Account);
        await kms.CreateKeyAsync(new() { Description = "before" });
        await world.CallAsync("StartLogging", """{"Name":"audit"}""");
        await kms.CreateKeyAsync(new() { Description = "during" });
        await s3.DeleteBucketPolicyAsync(Bucket);
        await DeliverAsync();
        Assert.Equal("AccessDenied", (await world.CallAsync("GetTrailStatus", """{"Name":"audit"}"""))["LatestDeliveryError"]!.GetValue<string>());
        await AllowAsync(Arn);
        Move(TimeSpan.FromMinutes(5));
        await world.CallAsync("StopLogging", """{"Name":"audit"}""");
        Move(TimeSpan.FromMinutes(5));
        await kms.CreateKeyAsync(new() { Description = "after" });
        await DeliverAsync();
        await DeliverAsync();
        var all = new StringBuilder();
        foreach (var key in await KeysAsync("CloudTrail/")) all.Append((await ReadAsync(key)).ToJsonString());
        Assert.Contains("\"during\"", all.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("\"before\"", all.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("\"after\"", all.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Selectors_decide_which_events_are_delivered()
    {
        await AllowAsync(Arn);
        await world.CallAsync("CreateTrail", """{"Name":"audit","S3BucketName":"trail-bucket"}""");
        Assert.Equal("All", (await world.CallAsync("GetEventSelectors", """{"TrailName":"audit"}"""))["EventSelectors"]![0]!["ReadWriteType"]!.GetValue<string>());
        await RefusedAsync("InvalidEventSelectorsException", "PutEventSelectors", """{"TrailName":"audit"}""");
        await RefusedAsync("InvalidEventSelectorsException", "PutEventSelectors", """{"TrailName":"audit","AdvancedEventSelectors":[{"FieldSelectors":[{"Field":"colour","Equals":["x"]}]}]}""");
        await world.CallAsync("PutEventSelectors", """
            {"TrailName":"audit","AdvancedEventSelectors":[{"Name":"objects","FieldSelectors":[{"Field":"eventCategory","Equals":["Data"]},
            {"Field":"resources.ARN","StartsWith":["arn:aws:s3:::watched/"]}]}]}
            """);
        await s3.PutBucketAsync("watched");
        await world.CallAsync("StartLogging", """{"Name":"audit"}""");
        using var kms = Server.Kms(Account);
        await kms.CreateKeyAsync(new());
        await s3.PutObjectAsync(new() { BucketName = "watched", Key = "seen", ContentBody = "x" });
        await s3.PutObjectAsync(new() { BucketName = Bucket, Key = "unseen", ContentBody = "x" });
        await DeliverAsync();
        var record = (await ReadAsync(Assert.Single(await KeysAsync("CloudTrail/"))))["Records"]!.AsArray().Single()!;
        Assert.Equal("PutObject", record["eventName"]!.GetValue<string>());
        Assert.Contains("seen", record.ToJsonString(), StringComparison.Ordinal);
    }

    // The SDK keeps a clock for each bucket's path; this one is for all.
    private void Move(TimeSpan by)
    {
        Server.Clock.Move(by);
        Amazon.AWSConfigs.ManualClockCorrection = Server.Clock.GetUtcNow() - DateTimeOffset.UtcNow;
    }

    private async Task DeliverAsync()
    {
        await Server.Running.DrainAuditAsync();
        await Server.Running.Deliveries.RunAsync(default);
    }

    private async Task AllowAsync(string trail) => await s3.PutBucketPolicyAsync(Bucket, $$"""
        {"Version":"2012-10-17","Statement":[
          {"Sid":"AWSCloudTrailAclCheck","Effect":"Allow","Principal":{"Service":"cloudtrail.amazonaws.com"},"Action":"s3:GetBucketAcl",
           "Resource":"arn:aws:s3:::{{Bucket}}","Condition":{"StringEquals":{"aws:SourceArn":"{{trail}}"} } },
          {"Sid":"AWSCloudTrailWrite","Effect":"Allow","Principal":{"Service":"cloudtrail.amazonaws.com"},"Action":"s3:PutObject",
           "Resource":"arn:aws:s3:::{{Bucket}}/*","Condition":{"StringEquals":{"s3:x-amz-acl":"bucket-owner-full-control","aws:SourceArn":"{{trail}}"} } }]}
        """);

    private async Task RefusedAsync(string code, string operation, string json, string region = "us-east-1") =>
        Assert.EndsWith(code, (await world.CallAsync(operation, json, region))["__type"]!.GetValue<string>(), StringComparison.Ordinal);

    private async Task<List<string>> KeysAsync(string kind) =>
        [.. ((await s3.ListObjectsV2Async(new() { BucketName = Bucket, Prefix = $"AWSLogs/{Account}/{kind}" })).S3Objects ?? []).Select(static found => found.Key)];

    private async Task<JsonObject> ReadAsync(string key)
    {
        using var answer = await s3.GetObjectAsync(Bucket, key);
        using var bytes = new MemoryStream();
        await answer.ResponseStream.CopyToAsync(bytes);
        return JsonNode.Parse(Unpack(bytes.ToArray()))!.AsObject();
    }

    private async Task TouchedAsync(string key, GetObjectResponse kept, byte[] content)
    {
        await PutAsync(key, kept, content);
        await InvalidAsync();
    }

    private async Task PutAsync(string key, GetObjectResponse kept, byte[] content)
    {
        var put = new PutObjectRequest { BucketName = Bucket, Key = key, InputStream = new MemoryStream(content), ContentType = "application/json" };
        foreach (var name in kept.Metadata.Keys) put.Metadata.Add(name, kept.Metadata[name]);
        await s3.PutObjectAsync(put);
    }

    private async Task InvalidAsync()
    {
        var (code, output) = await ValidateAsync();
        Assert.Equal(1, code);
        Assert.Contains("INVALID", output, StringComparison.Ordinal);
    }

    private Task<(int Code, string Output)> ValidateAsync() => Shell.TryAsync(
        $"""aws cloudtrail validate-logs --verbose --trail-arn {Arn} --start-time "$(date -u -d '-6 hours' +%FT%TZ)" """, folder,
        new("AWS_ENDPOINT_URL", Server.Endpoint), new("AWS_ACCESS_KEY_ID", "test"), new("AWS_SECRET_ACCESS_KEY", "test"), new("AWS_DEFAULT_REGION", "us-east-1"));

    private static string Unpack(byte[] packed)
    {
        using var gzip = new GZipStream(new MemoryStream(packed), CompressionMode.Decompress);
        using var reader = new StreamReader(gzip);
        return reader.ReadToEnd();
    }

    private static byte[] Pack(string text)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal)) gzip.Write(Encoding.UTF8.GetBytes(text));
        return packed.ToArray();
    }
}
