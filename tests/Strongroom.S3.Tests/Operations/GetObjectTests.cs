using System.Text;
using Amazon.S3.Model;

namespace Strongroom.S3.Tests.Operations;

public sealed class GetObjectTests(SharedServer shared) : S3Test(shared)
{
    private static readonly byte[] Content = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Range(0, 10_000).Select(static i => $"{i:00000}")));

    [Theory]
    [InlineData("bytes=0-9", 0, 10)]
    [InlineData("bytes=49990-", 49990, 10)]
    [InlineData("bytes=49990-99999", 49990, 10)]
    [InlineData("bytes=-7", 49993, 7)]
    [InlineData("bytes=16380-16390", 16380, 11)]
    [InlineData("bytes=-100000", 0, 50000)]
    public async Task A_range_is_answered_with_those_bytes(string range, int offset, int length)
    {
        await PutAsync("key", Content);

        using var response = await S3.GetObjectAsync(new() { BucketName = Bucket, Key = "key", ByteRange = new(range) });
        using var bytes = new MemoryStream();
        await response.ResponseStream.CopyToAsync(bytes);

        Assert.Equal(206, (int)response.HttpStatusCode);
        Assert.Equal($"bytes {offset}-{offset + length - 1}/50000", response.ContentRange);
        Assert.Equal(Content.AsSpan(offset, length).ToArray(), bytes.ToArray());
    }

    [Fact]
    public async Task A_range_behind_the_end_is_refused()
    {
        await PutAsync("key", Content);

        await RefusedAsync(416, "InvalidRange", "The requested range is not satisfiable",
            () => S3.GetObjectAsync(new() { BucketName = Bucket, Key = "key", ByteRange = new("bytes=50000-") }));
    }

    [Fact]
    public async Task Conditions_answer_304_and_412()
    {
        var etag = (await PutAsync("key")).ETag;
        var now = Server.Clock.GetUtcNow().UtcDateTime;

        await ReadAsync(static (get, etag, _) => get.EtagToMatch = etag);
        await ReadAsync(static (get, _, now) => get.ModifiedSinceDate = now.AddDays(-1));
        await RefusedAsync(412, "PreconditionFailed", null, () => ReadAsync(static (get, _, _) => get.EtagToMatch = "\"00\""));
        await RefusedAsync(412, "PreconditionFailed", null, () => ReadAsync(static (get, _, now) => get.UnmodifiedSinceDate = now.AddDays(-1)));
        await RefusedAsync(304, "NotModified", null, () => ReadAsync(static (get, etag, _) => get.EtagToNotMatch = etag));
        await RefusedAsync(304, "NotModified", null, () => ReadAsync(static (get, _, now) => get.ModifiedSinceDate = now.AddHours(1)));

        async Task ReadAsync(Action<GetObjectRequest, string, DateTime> change)
        {
            var request = new GetObjectRequest { BucketName = Bucket, Key = "key" };
            change(request, etag, now);
            using var response = await S3.GetObjectAsync(request);
        }
    }

    [Fact]
    public async Task A_reader_may_choose_headers_but_not_break_out_of_them()
    {
        await PutAsync("key");

        using var response = await S3.GetObjectAsync(new()
        {
            BucketName = Bucket,
            Key = "key",
            ResponseHeaderOverrides = new() { ContentType = "text/html", ContentDisposition = "attachment; filename=\"x\"" },
        });

        Assert.Equal("text/html", response.Headers.ContentType);
        Assert.Equal("attachment; filename=\"x\"", response.Headers.ContentDisposition);
        await RefusedAsync(400, "InvalidArgument", "Header value cannot contain control characters.", () => S3.GetObjectAsync(new()
        {
            BucketName = Bucket,
            Key = "key",
            ResponseHeaderOverrides = new() { ContentType = "text/html\r\nSet-Cookie: a=b" },
        }));
    }

    [Fact]
    public async Task What_is_not_there_is_said_so()
    {
        await RefusedAsync(404, "NoSuchKey", "The specified key does not exist.", () => GetAsync("none"));
        await RefusedAsync(404, "NoSuchBucket", "The specified bucket does not exist", () => S3.GetObjectAsync("no-such-bucket", "key"));
        await RefusedAsync(404, "NotFound", null, () => S3.GetObjectMetadataAsync(Bucket, "none"));
    }
}
