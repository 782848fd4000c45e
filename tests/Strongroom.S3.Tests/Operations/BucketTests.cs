using Amazon.S3;
using Amazon.S3.Model;

namespace Strongroom.S3.Tests.Operations;

public sealed class BucketTests(SharedServer shared) : S3Test(shared)
{
    [Fact]
    public async Task Buckets_are_listed_by_name_and_page_by_page()
    {
        var names = Enumerable.Range(0, 3).Select(_ => NewName()).Append(Bucket).Order(StringComparer.Ordinal).ToList();
        foreach (var name in names.Where(name => name != Bucket)) await S3.PutBucketAsync(name);

        List<string> listed = [];
        var request = new ListBucketsRequest { MaxBuckets = 2 };
        ListBucketsResponse page;
        do
        {
            page = await S3.ListBucketsAsync(request);
            listed.AddRange(page.Buckets.Select(static bucket => bucket.BucketName));
            request.ContinuationToken = page.ContinuationToken;
        }
        while (request.ContinuationToken is not null);

        Assert.Equal(names, listed);
    }

    [Fact]
    public async Task A_name_is_taken_once_and_must_be_one()
    {
        using var other = Server.S3(Shared.NewAccount());
        await S3.PutBucketAsync(Bucket);
        await RefusedAsync(409, "BucketAlreadyExists", null, () => other.PutBucketAsync(Bucket));
        await RefusedAsync(400, "InvalidBucketName", "The specified bucket is not valid.", () => S3.PutBucketAsync("192.168.0.1"));
        await RefusedAsync(400, "InvalidBucketName", null, () => S3.PutBucketAsync("a..b"));
    }

    [Fact]
    public async Task Another_region_is_told_where_the_bucket_is()
    {
        using var ireland = Server.S3(Account, "eu-west-1");
        var name = NewName();
        await RefusedAsync(400, "IllegalLocationConstraintException",
            "The unspecified location constraint is incompatible for the region specific endpoint this request was sent to.",
            () => ireland.PutBucketAsync(new PutBucketRequest { BucketName = name, UseClientRegion = false }));
        await ireland.PutBucketAsync(new PutBucketRequest { BucketName = name, BucketRegion = S3Region.EUWest1 });

        var refusal = await RefusedAsync(301, "PermanentRedirect", null, () => S3.ListObjectsV2Async(new() { BucketName = name }));

        Assert.Contains("must be addressed using the specified endpoint", refusal.Message, StringComparison.Ordinal);
        Assert.Equal("eu-west-1", (await ireland.GetBucketLocationAsync(name)).Location.Value);
        Assert.Equal("", (await S3.GetBucketLocationAsync(Bucket)).Location.Value);
        await RefusedAsync(409, "BucketAlreadyOwnedByYou", null, () => ireland.PutBucketAsync(new PutBucketRequest { BucketName = name, BucketRegion = S3Region.EUWest1 }));
    }

    [Fact]
    public async Task A_new_bucket_is_private_encrypted_and_without_ACLs()
    {
        var encryption = (await S3.GetBucketEncryptionAsync(new() { BucketName = Bucket })).ServerSideEncryptionConfiguration.ServerSideEncryptionRules.Single();
        var block = (await S3.GetPublicAccessBlockAsync(new() { BucketName = Bucket })).PublicAccessBlockConfiguration;
        var ownership = (await S3.GetBucketOwnershipControlsAsync(new() { BucketName = Bucket })).OwnershipControls.Rules.Single();

        Assert.Equal(ServerSideEncryptionMethod.AES256, encryption.ServerSideEncryptionByDefault.ServerSideEncryptionAlgorithm);
        Assert.True(block is { BlockPublicAcls: true, BlockPublicPolicy: true, IgnorePublicAcls: true, RestrictPublicBuckets: true });
        Assert.Equal(ObjectOwnership.BucketOwnerEnforced, ownership.ObjectOwnership);
        await RefusedAsync(400, "AccessControlListNotSupported", "The bucket does not allow ACLs", () => PutAsync("key", "text", static put => put.CannedACL = S3CannedACL.PublicRead));
    }

    [Fact]
    public async Task What_is_set_comes_back_and_what_is_not_is_said_so()
    {
        await RefusedAsync(404, "NoSuchTagSet", "The TagSet does not exist", () => S3.GetBucketTaggingAsync(new() { BucketName = Bucket }));
        await S3.PutBucketTaggingAsync(Bucket, [new() { Key = "a", Value = "1" }]);
        Assert.Equal([("a", "1")], (await S3.GetBucketTaggingAsync(new() { BucketName = Bucket })).TagSet.Select(static tag => (tag.Key, tag.Value)));
        await S3.DeleteBucketTaggingAsync(Bucket);
        await RefusedAsync(404, "NoSuchTagSet", null, () => S3.GetBucketTaggingAsync(new() { BucketName = Bucket }));
        await RefusedAsync(400, "InvalidTag", "Cannot provide multiple Tags with the same key",
            () => S3.PutBucketTaggingAsync(Bucket, [new() { Key = "a", Value = "1" }, new() { Key = "a", Value = "2" }]));

        await S3.DeletePublicAccessBlockAsync(new() { BucketName = Bucket });
        await RefusedAsync(404, "NoSuchPublicAccessBlockConfiguration", "The public access block configuration was not found",
            () => S3.GetPublicAccessBlockAsync(new() { BucketName = Bucket }));
        await S3.PutBucketOwnershipControlsAsync(new() { BucketName = Bucket, OwnershipControls = new() { Rules = [new() { ObjectOwnership = ObjectOwnership.BucketOwnerPreferred }] } });
        await S3.DeleteBucketOwnershipControlsAsync(new() { BucketName = Bucket });
        await RefusedAsync(404, "OwnershipControlsNotFoundError", "The bucket ownership controls were not found",
            () => S3.GetBucketOwnershipControlsAsync(new() { BucketName = Bucket }));
        await RefusedAsync(404, "NoSuchBucketPolicy", "The bucket policy does not exist", () => S3.GetBucketPolicyStatusAsync(new() { BucketName = Bucket }));
        Assert.Null((await S3.GetBucketVersioningAsync(Bucket)).VersioningConfig.Status?.Value is "Enabled" or "Suspended" ? "set" : null);
    }

    [Fact]
    public async Task A_bucket_goes_when_it_is_empty()
    {
        await PutAsync("key");
        await RefusedAsync(409, "BucketNotEmpty", "The bucket you tried to delete is not empty", () => S3.DeleteBucketAsync(Bucket));
        var deleted = await S3.DeleteObjectsAsync(new() { BucketName = Bucket, Objects = [new() { Key = "key" }, new() { Key = "none" }] });
        Assert.Equal(2, deleted.DeletedObjects.Count);

        await S3.DeleteBucketAsync(Bucket);

        await RefusedAsync(404, "NoSuchBucket", "The specified bucket does not exist", () => S3.DeleteBucketAsync(Bucket));
    }

    [Fact]
    public async Task Another_owner_than_expected_is_refused()
        => await RefusedAsync(403, "AccessDenied", "Access Denied", () => S3.ListObjectsV2Async(new() { BucketName = Bucket, ExpectedBucketOwner = "999999999999" }));

    [Fact]
    public async Task Tags_of_objects_are_set_read_and_removed()
    {
        await PutAsync("key");
        await S3.PutObjectTaggingAsync(new() { BucketName = Bucket, Key = "key", Tagging = new() { TagSet = [new() { Key = "k", Value = "v" }] } });
        Assert.Equal([("k", "v")], (await S3.GetObjectTaggingAsync(new() { BucketName = Bucket, Key = "key" })).Tagging.Select(static tag => (tag.Key, tag.Value)));
        await S3.DeleteObjectTaggingAsync(new() { BucketName = Bucket, Key = "key" });
        Assert.Empty((await S3.GetObjectTaggingAsync(new() { BucketName = Bucket, Key = "key" })).Tagging ?? []);
        await RefusedAsync(400, "BadRequest", "Object tags cannot be greater than 10", () => S3.PutObjectTaggingAsync(new()
        {
            BucketName = Bucket,
            Key = "key",
            Tagging = new() { TagSet = [.. Enumerable.Range(0, 11).Select(static i => new Amazon.S3.Model.Tag { Key = $"{i}", Value = "" })] },
        }));
    }
}
