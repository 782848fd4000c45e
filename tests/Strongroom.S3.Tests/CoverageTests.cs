namespace Strongroom.S3.Tests;

public sealed class CoverageTests(SharedServer shared, ITestOutputHelper output)
{
    /// <summary>The operations of S3 that Strongroom owes: 44.</summary>
    private const string Owed = """
        AbortMultipartUpload CompleteMultipartUpload CopyObject CreateBucket CreateMultipartUpload DeleteBucket DeleteBucketEncryption
        DeleteBucketOwnershipControls DeleteBucketPolicy DeleteBucketTagging DeleteObject DeleteObjects DeleteObjectTagging DeletePublicAccessBlock
        GetBucketEncryption GetBucketLocation GetBucketOwnershipControls GetBucketPolicy GetBucketPolicyStatus GetBucketTagging GetBucketVersioning
        GetObject GetObjectAttributes GetObjectTagging GetPublicAccessBlock HeadBucket HeadObject ListBuckets ListMultipartUploads ListObjects
        ListObjectsV2 ListObjectVersions ListParts PutBucketEncryption PutBucketOwnershipControls PutBucketPolicy PutBucketTagging PutBucketVersioning
        PutObject PutObjectTagging PutPublicAccessBlock UpdateObjectEncryption UploadPart UploadPartCopy
        """;

    [Fact]
    public void Every_operation_that_is_owed_is_there()
    {
        var names = Owed.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(44, names.Length);
        var coverage = shared.Server.Running.Table.Find("s3")!.CoverageOf(names);
        output.WriteLine($"s3: {coverage}");
        Assert.Empty(coverage.Missing);
    }
}
