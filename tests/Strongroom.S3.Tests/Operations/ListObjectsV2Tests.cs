using Amazon.S3.Model;

namespace Strongroom.S3.Tests.Operations;

public sealed class ListObjectsV2Tests(SharedServer shared) : S3Test(shared)
{
    [Fact]
    public async Task Keys_come_in_the_order_of_their_bytes_and_page_by_page()
    {
        string[] keys = ["a", "a/b", "a0", "B", "z", "ä", "\uFFFD", "😀"];
        foreach (var key in keys) await PutAsync(key);

        List<string> listed = [];
        var request = new ListObjectsV2Request { BucketName = Bucket, MaxKeys = 3 };
        ListObjectsV2Response page;
        do
        {
            page = await S3.ListObjectsV2Async(request);
            Assert.Equal(page.KeyCount, page.S3Objects.Count);
            listed.AddRange(page.S3Objects.Select(static item => item.Key));
            request.ContinuationToken = page.NextContinuationToken;
        }
        while (page.IsTruncated == true);

        Assert.Equal(["B", "a", "a/b", "a0", "z", "ä", "\uFFFD", "😀"], listed);
    }

    [Theory]
    [InlineData("", "/", "top", "a/ b/")]
    [InlineData("a/", "/", "a/1 a/2", "a/deep/")]
    [InlineData("a/", null, "a/1 a/2 a/deep/er/1 a/deep/er/2", "")]
    [InlineData("a/d", "er", "", "a/deep/er")]
    [InlineData("none", "/", "", "")]
    public async Task A_delimiter_rolls_keys_up(string prefix, string? delimiter, string keys, string prefixes)
    {
        foreach (var key in (string[])["top", "a/1", "a/2", "a/deep/er/1", "a/deep/er/2", "b/1"]) await PutAsync(key);

        foreach (var size in (int[])[1000, 1])
        {
            List<string> listed = [], rolled = [];
            var request = new ListObjectsV2Request { BucketName = Bucket, Prefix = prefix, Delimiter = delimiter, MaxKeys = size };
            ListObjectsV2Response page;
            do
            {
                page = await S3.ListObjectsV2Async(request);
                listed.AddRange((page.S3Objects ?? []).Select(static item => item.Key));
                rolled.AddRange(page.CommonPrefixes ?? []);
                request.ContinuationToken = page.NextContinuationToken;
            }
            while (page.IsTruncated == true);

            Assert.Equal((keys, prefixes), (string.Join(' ', listed), string.Join(' ', rolled)));
        }
    }

    [Fact]
    public async Task A_start_is_left_behind_and_a_foreign_token_refused()
    {
        foreach (var key in (string[])["a", "b", "c"]) await PutAsync(key);

        var page = await S3.ListObjectsV2Async(new() { BucketName = Bucket, StartAfter = "a" });

        Assert.Equal(["b", "c"], page.S3Objects.Select(static item => item.Key));
        await RefusedAsync(400, "InvalidArgument", "The continuation token provided is incorrect",
            () => S3.ListObjectsV2Async(new() { BucketName = Bucket, ContinuationToken = "AAAA" }));
    }
}
