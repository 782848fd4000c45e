using Amazon.S3;
using Amazon.S3.Model;

namespace Strongroom.S3.Tests.Operations;

public sealed class VersioningTests(SharedServer shared) : S3Test(shared)
{
    [Fact]
    public async Task Every_write_is_kept_and_read_by_its_version()
    {
        await EnableAsync();
        var first = (await PutAsync("key", "one")).VersionId;
        var second = (await PutAsync("key", "two")).VersionId;

        Assert.Equal("two", await GetAsync("key"));
        Assert.Equal("one", await GetAsync("key", get => get.VersionId = first));
        Assert.Equal([(second, true), (first, false)], await VersionsAsync("key"));
        await RefusedAsync(400, "InvalidArgument", "Invalid version id specified", () => GetAsync("key", static get => get.VersionId = "nonsense"));
        await RefusedAsync(404, "NoSuchVersion", "The specified version does not exist.", () => GetAsync("key", static get => get.VersionId = new string('0', 32)));
    }

    [Fact]
    public async Task A_delete_hides_an_object_and_deleting_the_marker_brings_it_back()
    {
        await EnableAsync();
        await PutAsync("key", "one");

        var deleted = await S3.DeleteObjectAsync(Bucket, "key");

        Assert.Equal("true", deleted.DeleteMarker);
        await RefusedAsync(404, "NoSuchKey", null, () => GetAsync("key"));
        await RefusedAsync(405, "MethodNotAllowed", null, () => GetAsync("key", get => get.VersionId = deleted.VersionId));
        Assert.Empty((await S3.ListObjectsV2Async(new() { BucketName = Bucket })).S3Objects ?? []);

        await S3.DeleteObjectAsync(Bucket, "key", deleted.VersionId);

        Assert.Equal("one", await GetAsync("key"));
    }

    [Fact]
    public async Task Deleting_the_current_version_makes_the_one_before_current()
    {
        await EnableAsync();
        var first = (await PutAsync("key", "one")).VersionId;
        var second = (await PutAsync("key", "two")).VersionId;
        var third = (await PutAsync("key", "three")).VersionId;

        await S3.DeleteObjectAsync(Bucket, "key", third);
        Assert.Equal("two", await GetAsync("key"));

        await S3.DeleteObjectAsync(Bucket, "key", first);
        Assert.Equal([(second, true)], await VersionsAsync("key"));

        await S3.DeleteObjectAsync(Bucket, "key", second);
        await RefusedAsync(404, "NoSuchKey", null, () => GetAsync("key"));
    }

    [Fact]
    public async Task What_was_there_before_is_the_version_null_and_a_suspended_bucket_writes_over_that_one_only()
    {
        await PutAsync("key", "null-1");
        await EnableAsync();
        var kept = (await PutAsync("key", "kept")).VersionId;
        Assert.Equal("null-1", await GetAsync("key", static get => get.VersionId = "null"));

        await SetAsync(VersionStatus.Suspended);
        Assert.Equal("null", (await PutAsync("key", "null-2")).VersionId);
        await PutAsync("key", "null-3");

        Assert.Equal([("null", true), (kept, false)], await VersionsAsync("key"));
        Assert.Equal("null-3", await GetAsync("key"));
        Assert.Equal("kept", await GetAsync("key", get => get.VersionId = kept));

        await S3.DeleteObjectAsync(Bucket, "key");
        Assert.Equal([("null", true), (kept, false)], await VersionsAsync("key"));
        await RefusedAsync(404, "NoSuchKey", null, () => GetAsync("key"));
    }

    [Fact]
    public async Task A_batch_takes_several_versions_of_one_object_at_once()
    {
        await EnableAsync();
        List<string> ids = [];
        for (var i = 0; i < 4; i++) ids.Add((await PutAsync("key", $"{i}")).VersionId);

        var answer = await S3.DeleteObjectsAsync(new()
        {
            BucketName = Bucket,
            Objects = [.. ((int[])[3, 2, 0]).Select(i => new KeyVersion { Key = "key", VersionId = ids[i] }), new() { Key = "never" }],
        });

        Assert.Equal(4, answer.DeletedObjects.Count);
        Assert.Equal("1", await GetAsync("key"));
        Assert.Equal([(ids[1], true)], await VersionsAsync("key"));
    }

    [Fact]
    public async Task Versions_page_across_keys_and_within_one()
    {
        await EnableAsync();
        foreach (var key in (string[])["a", "b", "b", "b", "c"]) await PutAsync(key);
        await S3.DeleteObjectAsync(Bucket, "c");
        await PutAsync("d/1");
        await PutAsync("d/2");

        foreach (var size in (int[])[1, 2, 1000])
        {
            List<string> listed = [];
            var request = new ListVersionsRequest { BucketName = Bucket, MaxKeys = size, Delimiter = "/" };
            ListVersionsResponse page;
            do
            {
                page = await S3.ListVersionsAsync(request);
                listed.AddRange((page.Versions ?? []).Select(static version => version.Key + (version.IsLatest == true ? "*" : "") + (version.IsDeleteMarker == true ? "-" : "")));
                listed.AddRange(page.CommonPrefixes ?? []);
                (request.KeyMarker, request.VersionIdMarker) = (page.NextKeyMarker, page.NextVersionIdMarker);
            }
            while (page.IsTruncated == true);

            Assert.Equal(["a*", "b", "b", "b*", "c", "c*-", "d/"], listed.Order(StringComparer.Ordinal));
        }
    }

    [Fact]
    public async Task A_bucket_with_a_version_left_is_not_deleted()
    {
        await EnableAsync();
        var version = (await PutAsync("key")).VersionId;
        var marker = (await S3.DeleteObjectAsync(Bucket, "key")).VersionId;

        await RefusedAsync(409, "BucketNotEmpty", "The bucket you tried to delete is not empty", () => S3.DeleteBucketAsync(Bucket));

        await S3.DeleteObjectAsync(Bucket, "key", version);
        await S3.DeleteObjectAsync(Bucket, "key", marker);
        await S3.DeleteBucketAsync(Bucket);
    }

    private Task<PutBucketVersioningResponse> EnableAsync() => SetAsync(VersionStatus.Enabled);

    private Task<PutBucketVersioningResponse> SetAsync(VersionStatus status)
        => S3.PutBucketVersioningAsync(new() { BucketName = Bucket, VersioningConfig = new() { Status = status } });

    private async Task<List<(string, bool)>> VersionsAsync(string key)
        => [.. (await S3.ListVersionsAsync(new ListVersionsRequest { BucketName = Bucket, Prefix = key })).Versions.Select(static version => (version.VersionId, version.IsLatest == true))];
}
