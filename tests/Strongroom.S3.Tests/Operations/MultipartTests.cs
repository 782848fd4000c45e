using System.Security.Cryptography;
using Amazon.S3;
using Amazon.S3.Model;

namespace Strongroom.S3.Tests.Operations;

public sealed class MultipartTests(SharedServer shared) : S3Test(shared)
{
    private const int Part = 5 << 20;

    [Theory]
    [InlineData(null)]
    [InlineData("CRC32")]
    [InlineData("CRC32C")]
    [InlineData("CRC64NVME")]
    [InlineData("SHA256")]
    public async Task Parts_become_one_object_whatever_their_order(string? algorithm)
    {
        var content = RandomNumberGenerator.GetBytes(2 * Part + 1000);
        var upload = (await S3.InitiateMultipartUploadAsync(new()
        {
            BucketName = Bucket,
            Key = "key",
            ContentType = "text/x",
            ChecksumAlgorithm = algorithm is null ? null : Amazon.S3.ChecksumAlgorithm.FindValue(algorithm),
        })).UploadId;
        var third = await UploadAsync(upload, 9, content[(2 * Part)..], algorithm);
        await UploadAsync(upload, 1, new byte[Part], algorithm);
        var first = await UploadAsync(upload, 1, content[..Part], algorithm);
        var second = await UploadAsync(upload, 5, content[Part..(2 * Part)], algorithm);

        var complete = await S3.CompleteMultipartUploadAsync(new()
        {
            BucketName = Bucket,
            Key = "key",
            UploadId = upload,
            PartETags = [new(first), new(second), new(third)],
        });

        Assert.Equal(content, await GetBytesAsync("key"));
        Assert.Equal($"\"{Convert.ToHexStringLower(MD5.HashData(((byte[][])[content[..Part], content[Part..(2 * Part)], content[(2 * Part)..]]).SelectMany(MD5.HashData).ToArray()))}-3\"", complete.ETag);
        var head = await S3.GetObjectMetadataAsync(new() { BucketName = Bucket, Key = "key", PartNumber = 2, ChecksumMode = ChecksumMode.ENABLED });
        Assert.Equal((3, (long)Part, "text/x"), (head.PartsCount, head.ContentLength, head.Headers.ContentType));

        // What follows from the parts is what the whole has.
        if (algorithm is "CRC32" or "SHA256") Assert.EndsWith("-3", complete.ChecksumCRC32 ?? complete.ChecksumSHA256);
        if (algorithm is null or "CRC64NVME")
        {
            var whole = await PutAsync("whole", content, static put => put.ChecksumAlgorithm = Amazon.S3.ChecksumAlgorithm.CRC64NVME);
            Assert.Equal(whole.ChecksumCRC64NVME, complete.ChecksumCRC64NVME);
        }
    }

    [Fact]
    public async Task A_range_runs_across_parts()
    {
        var content = RandomNumberGenerator.GetBytes(2 * Part);
        await PutInPartsAsync("key", content);

        Assert.Equal(content[(Part - 5)..(Part + 5)], await GetBytesAsync("key", static get => get.ByteRange = new(Part - 5, Part + 4)));
        Assert.Equal(content[Part..], await GetBytesAsync("key", static get => get.PartNumber = 2));
    }

    [Fact]
    public async Task What_is_wrong_with_the_parts_is_said()
    {
        var upload = await BeginAsync("key");
        var small = await UploadAsync(upload, 1, new byte[1000]);
        var last = await UploadAsync(upload, 2, new byte[1000]);

        await RefusedAsync(400, "EntityTooSmall", "Your proposed upload is smaller than the minimum allowed size", () => CompleteAsync(upload, new(small), new(last)));
        await RefusedAsync(400, "InvalidPart", null, () => CompleteAsync(upload, new PartETag(7, last.ETag)));
        await RefusedAsync(400, "InvalidPart", null, () => CompleteAsync(upload, new PartETag(1, "0123456789abcdef0123456789abcdef")));
        await RefusedAsync(404, "NoSuchUpload",
            "The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or completed.",
            () => CompleteAsync("none", new PartETag(small)));
        await RefusedAsync(400, "InvalidArgument", "Part number must be an integer between 1 and 10000, inclusive", () => UploadAsync(upload, 10_001, new byte[1]));
    }

    [Fact]
    public async Task Completing_again_answers_the_same_and_an_aborted_upload_is_gone()
    {
        var upload = await BeginAsync("key");
        var part = await UploadAsync(upload, 1, new byte[1000]);
        var once = await CompleteAsync(upload, new PartETag(part));
        Assert.Equal(once.ETag, (await CompleteAsync(upload, new PartETag(part))).ETag);

        var other = await BeginAsync("other");
        await UploadAsync(other, 1, new byte[1000], key: "other");
        await S3.AbortMultipartUploadAsync(Bucket, "other", other);
        await RefusedAsync(404, "NoSuchUpload", null, () => UploadAsync(other, 1, new byte[1], key: "other"));
    }

    [Fact]
    public async Task Uploads_and_parts_are_listed_page_by_page()
    {
        var upload = await BeginAsync("b");
        await BeginAsync("b");
        await BeginAsync("a");
        for (var i = 1; i <= 3; i++) await UploadAsync(upload, i, new byte[i], key: "b");

        List<string> keys = [];
        var request = new ListMultipartUploadsRequest { BucketName = Bucket, MaxUploads = 1 };
        ListMultipartUploadsResponse page;
        do
        {
            page = await S3.ListMultipartUploadsAsync(request);
            keys.AddRange(page.MultipartUploads.Select(static item => item.Key));
            (request.KeyMarker, request.UploadIdMarker) = (page.NextKeyMarker, page.NextUploadIdMarker);
        }
        while (page.IsTruncated == true);
        Assert.Equal(["a", "b", "b"], keys);

        var parts = await S3.ListPartsAsync(new ListPartsRequest { BucketName = Bucket, Key = "b", UploadId = upload, MaxParts = 2 });
        Assert.Equal([1, 2], parts.Parts.Select(static part => part.PartNumber ?? 0));
        Assert.True(parts.IsTruncated);
        var rest = await S3.ListPartsAsync(new ListPartsRequest { BucketName = Bucket, Key = "b", UploadId = upload, PartNumberMarker = parts.NextPartNumberMarker.ToString() });
        Assert.Equal([3], rest.Parts.Select(static part => part.PartNumber ?? 0));
    }

    [Fact]
    public async Task A_part_is_copied_from_a_range_of_another_object()
    {
        var content = RandomNumberGenerator.GetBytes(6 << 20);
        await PutAsync("source", content);
        var upload = await BeginAsync("key");
        var copied = await S3.CopyPartAsync(new()
        {
            SourceBucket = Bucket,
            SourceKey = "source",
            DestinationBucket = Bucket,
            DestinationKey = "key",
            UploadId = upload,
            PartNumber = 1,
            FirstByte = 100,
            LastByte = 100 + Part - 1,
        });
        await CompleteAsync(upload, new PartETag(1, copied.ETag));

        Assert.Equal(content[100..(100 + Part)], await GetBytesAsync("key"));
    }

    [Fact]
    public async Task More_parts_than_one_record_holds_are_kept_and_deleted_with_the_object()
    {
        var upload = await BeginAsync("key");
        var big = new byte[Part];
        List<PartETag> parts = [];
        for (var i = 1; i <= 3; i++) parts.Add(new(await UploadAsync(upload, i, big)));
        await CompleteAsync(upload, [.. parts]);
        var attributes = await S3.GetObjectAttributesAsync(new()
        {
            BucketName = Bucket,
            Key = "key",
            ObjectAttributes = [ObjectAttributes.ObjectParts, ObjectAttributes.ObjectSize, ObjectAttributes.ETag, ObjectAttributes.StorageClass],
        });

        Assert.Equal((3, 3L * Part, "STANDARD"), (attributes.ObjectParts.TotalPartsCount, attributes.ObjectSize, attributes.StorageClass.Value));
        await S3.DeleteObjectAsync(Bucket, "key");
        await S3.DeleteBucketAsync(Bucket);
    }

    private async Task PutInPartsAsync(string key, byte[] content)
    {
        var upload = await BeginAsync(key);
        List<PartETag> parts = [];
        foreach (var (index, chunk) in content.Chunk(Part).Index()) parts.Add(new(await UploadAsync(upload, index + 1, chunk, key: key)));
        await CompleteAsync(upload, [.. parts]);
    }

    private async Task<string> BeginAsync(string key) => (await S3.InitiateMultipartUploadAsync(Bucket, key)).UploadId;

    private Task<UploadPartResponse> UploadAsync(string upload, int number, byte[] content, string? algorithm = null, string key = "key") => S3.UploadPartAsync(new()
    {
        BucketName = Bucket,
        Key = key,
        UploadId = upload,
        PartNumber = number,
        InputStream = new MemoryStream(content),
        ChecksumAlgorithm = algorithm is null ? null : Amazon.S3.ChecksumAlgorithm.FindValue(algorithm),
    });

    private Task<CompleteMultipartUploadResponse> CompleteAsync(string upload, params List<PartETag> parts)
        => S3.CompleteMultipartUploadAsync(new() { BucketName = Bucket, Key = "key", UploadId = upload, PartETags = parts });
}
