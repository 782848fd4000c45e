using System.Security.Cryptography;
using Amazon.S3;
using Amazon.S3.Model;

namespace Strongroom.S3.Tests.Operations;

public sealed class PutObjectTests(SharedServer shared) : S3Test(shared)
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(16 * 1024)]
    [InlineData(16 * 1024 + 1)]
    [InlineData(3_000_000)]
    public async Task What_was_put_comes_back_byte_for_byte(int length)
    {
        var content = RandomNumberGenerator.GetBytes(length);

        var put = await PutAsync("key", content);

        Assert.Equal(content, await GetBytesAsync("key"));
        Assert.Equal($"\"{Convert.ToHexStringLower(MD5.HashData(content))}\"", put.ETag);
        Assert.Equal(ServerSideEncryptionMethod.AES256, put.ServerSideEncryptionMethod);
    }

    [Fact]
    public async Task Headers_and_metadata_come_back()
    {
        await PutAsync("key", "text", put =>
        {
            put.ContentType = "text/plain";
            put.Headers.CacheControl = "no-cache";
            put.Headers.ContentDisposition = "attachment; filename=\"a.txt\"";
            put.Headers.ContentEncoding = "gzip";
            put.Headers["Content-Language"] = "de";
            put.Metadata["Colour"] = "blue";
        });

        var head = await S3.GetObjectMetadataAsync(Bucket, "key");

        Assert.Equal("text/plain", head.Headers.ContentType);
        Assert.Equal("no-cache", head.Headers.CacheControl);
        Assert.Equal("attachment; filename=\"a.txt\"", head.Headers.ContentDisposition);
        Assert.Equal("gzip", head.Headers.ContentEncoding);
        Assert.Equal("blue", head.Metadata["colour"]);
        Assert.Equal(4, head.ContentLength);
    }

    [Fact]
    public async Task A_body_that_is_not_the_one_meant_is_refused_and_leaves_nothing()
    {
        await RefusedAsync(400, "BadDigest", "The Content-MD5 you specified did not match what we received.",
            () => PutAsync("key", "text", put => put.MD5Digest = Convert.ToBase64String(MD5.HashData("other"u8))));
        await RefusedAsync(400, "InvalidDigest", "The Content-MD5 you specified is not valid.", () => PutAsync("key", "text", put => put.MD5Digest = "AAAA"));
        await RefusedAsync(400, "BadDigest", "The SHA256 you specified did not match the calculated checksum.",
            () => PutAsync("key", "text", put => put.ChecksumSHA256 = Convert.ToBase64String(SHA256.HashData("other"u8))));

        await RefusedAsync(404, "NoSuchKey", "The specified key does not exist.", () => GetAsync("key"));
    }

    [Fact]
    public async Task A_condition_on_what_is_there_is_decided_with_the_write()
    {
        await PutAsync("key", "first", static put => put.IfNoneMatch = "*");
        await RefusedAsync(412, "PreconditionFailed", "At least one of the pre-conditions you specified did not hold",
            () => PutAsync("key", "second", static put => put.IfNoneMatch = "*"));
        await RefusedAsync(412, "PreconditionFailed", null, () => PutAsync("key", "second", static put => put.IfMatch = "\"0123\""));
        await RefusedAsync(404, "NoSuchKey", null, () => PutAsync("none", "second", static put => put.IfMatch = "\"0123\""));

        var etag = (await S3.GetObjectMetadataAsync(Bucket, "key")).ETag;
        await PutAsync("key", "second", put => put.IfMatch = etag);

        Assert.Equal("second", await GetAsync("key"));
    }

    [Fact]
    public async Task Of_many_writers_that_want_to_be_the_first_one_is()
    {
        var refused = 0;
        await Task.WhenAll(Enumerable.Range(0, 20).Select(async i =>
        {
            try
            {
                await PutAsync("lock", $"{i}", static put => put.IfNoneMatch = "*");
            }
            catch (AmazonS3Exception conflict) when (conflict.ErrorCode is "PreconditionFailed" or "ConditionalRequestConflict")
            {
                Interlocked.Increment(ref refused);
            }
        }));

        Assert.Equal(19, refused);
    }

    [Fact]
    public async Task Tags_and_storage_class_are_kept()
    {
        await PutAsync("key", "text", static put =>
        {
            put.StorageClass = S3StorageClass.StandardInfrequentAccess;
            put.TagSet = [new() { Key = "a", Value = "1" }, new() { Key = "b c", Value = "" }];
        });

        var head = await S3.GetObjectMetadataAsync(Bucket, "key");

        Assert.Equal(S3StorageClass.StandardInfrequentAccess, head.StorageClass);
        await RefusedAsync(400, "InvalidStorageClass", "The storage class you specified is not valid",
            () => PutAsync("key", "text", static put => put.StorageClass = new("COLD")));
    }

    [Fact]
    public async Task Too_much_metadata_and_too_long_a_key_are_refused()
    {
        await RefusedAsync(400, "MetadataTooLarge", "Your metadata headers exceed the maximum allowed metadata size",
            () => PutAsync("key", "text", static put => put.Metadata["long"] = new string('x', 2048)));
        await RefusedAsync(400, "KeyTooLongError", "Your key is too long", () => PutAsync(new string('k', 1025)));
        await PutAsync(new string('k', 1024));
    }
}
