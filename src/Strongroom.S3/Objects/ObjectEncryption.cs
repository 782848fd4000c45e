using Strongroom.Cryptography;
using Strongroom.Seams;

namespace Strongroom.S3;

/// <summary>How an object's key is sealed.</summary>
public enum ServerSideEncryption
{
    /// <summary>SSE-S3: under S3's own master key.</summary>
    S3,

    /// <summary>SSE-KMS: under a data key of a KMS key.</summary>
    Kms,

    /// <summary>SSE-C: under a key that comes with each request and is never kept.</summary>
    Customer,
}

/// <summary>What was asked for an object to be encrypted with.</summary>
public abstract record ObjectEncryption
{
    private ObjectEncryption()
    {
    }

    /// <summary>SSE-S3.</summary>
    public sealed record S3 : ObjectEncryption;

    /// <summary>SSE-KMS.</summary>
    /// <param name="KeyId">A key id, ARN or alias; null for the account's <c>alias/aws/s3</c>.</param>
    /// <param name="Context">The caller's own pairs, to which S3 adds its own.</param>
    /// <param name="BucketKeyEnabled">A bucket key stands between the KMS key and the object's.</param>
    public sealed record Kms(string? KeyId, EncryptionContext Context, bool BucketKeyEnabled) : ObjectEncryption;

    /// <summary>SSE-C.</summary>
    /// <param name="Key">32 bytes; only borrowed.</param>
    public sealed record Customer(KeyMaterial Key) : ObjectEncryption;
}

/// <summary>What an object's key is bound to.</summary>
/// <param name="Bucket">The bucket's name.</param>
/// <param name="Key">The object's key.</param>
/// <param name="VersionId">Names this version among all that the installation ever has, also where the bucket keeps no versions.</param>
public sealed record ObjectName(string Bucket, string Key, string VersionId)
{
    /// <summary>The object's ARN.</summary>
    public string Arn => $"arn:aws:s3:::{Bucket}/{Key}";

    /// <summary>The bucket's ARN.</summary>
    public string BucketArn => $"arn:aws:s3:::{Bucket}";
}
