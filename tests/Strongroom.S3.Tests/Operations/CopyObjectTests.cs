using Amazon.S3;
using Amazon.S3.Model;

namespace Strongroom.S3.Tests.Operations;

public sealed class CopyObjectTests(SharedServer shared) : S3Test(shared)
{
    [Fact]
    public async Task A_copy_has_the_bytes_and_what_was_said_of_them()
    {
        await PutAsync("a b/ü+%41", "content", static put =>
        {
            put.ContentType = "text/x";
            put.Metadata["colour"] = "blue";
            put.TagSet = [new() { Key = "t", Value = "1" }];
        });

        await S3.CopyObjectAsync(Bucket, "a b/ü+%41", Bucket, "copy");

        Assert.Equal("content", await GetAsync("copy"));
        var head = await S3.GetObjectMetadataAsync(Bucket, "copy");
        Assert.Equal(("text/x", "blue"), (head.Headers.ContentType, head.Metadata["colour"]));
        var tags = await S3.GetObjectTaggingAsync(new() { BucketName = Bucket, Key = "copy" });
        Assert.Equal([("t", "1")], tags.Tagging.Select(static tag => (tag.Key, tag.Value)));
    }

    [Fact]
    public async Task Metadata_is_replaced_if_asked_and_a_copy_onto_itself_must_change_something()
    {
        await PutAsync("key", "content", static put => put.Metadata["colour"] = "blue");

        await RefusedAsync(400, "InvalidRequest",
            "This copy request is illegal because it is trying to copy an object to itself without changing the object's metadata, storage class, website redirect location or encryption attributes.",
            () => S3.CopyObjectAsync(Bucket, "key", Bucket, "key"));
        await S3.CopyObjectAsync(new()
        {
            SourceBucket = Bucket,
            SourceKey = "key",
            DestinationBucket = Bucket,
            DestinationKey = "key",
            MetadataDirective = S3MetadataDirective.REPLACE,
            ContentType = "text/y",
        });

        var head = await S3.GetObjectMetadataAsync(Bucket, "key");
        Assert.Equal(("text/y", 0), (head.Headers.ContentType, head.Metadata.Count));
    }

    [Fact]
    public async Task Conditions_on_the_source_answer_412_and_a_missing_source_404()
    {
        await PutAsync("key");

        await RefusedAsync(412, "PreconditionFailed", null, () => S3.CopyObjectAsync(new()
        {
            SourceBucket = Bucket,
            SourceKey = "key",
            DestinationBucket = Bucket,
            DestinationKey = "copy",
            ETagToMatch = "\"00\"",
        }));
        await RefusedAsync(404, "NoSuchKey", null, () => S3.CopyObjectAsync(Bucket, "none", Bucket, "copy"));
        await RefusedAsync(404, "NoSuchBucket", null, () => S3.CopyObjectAsync("no-such-bucket", "none", Bucket, "copy"));
    }
}
