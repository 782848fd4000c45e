using Strongroom.Aws;

namespace Strongroom.S3.Operations;

/// <summary>What every request to a bucket has.</summary>
public record BucketRequest
{
    /// <summary>The bucket's name.</summary>
    [InPath("Bucket")]
    public required string Bucket { get; init; }

    /// <summary>Refuse if another account owns the bucket.</summary>
    [InHeader("x-amz-expected-bucket-owner")]
    public string? ExpectedBucketOwner { get; init; }
}

/// <summary>What every request to an object has.</summary>
public record ObjectRequest : BucketRequest
{
    /// <summary>The object's key.</summary>
    [InPath("Key")]
    public required string Key { get; init; }
}

/// <summary>A request to one version of an object.</summary>
public record VersionRequest : ObjectRequest
{
    /// <summary>The version; null for the current one.</summary>
    [InQuery("versionId")]
    public string? VersionId { get; init; }
}

/// <summary>What every request that makes an object says of it.</summary>
public record NewObjectRequest : ObjectRequest
{
    /// <summary>What the client says of the object.</summary>
    [Inline]
    public Headers.ObjectHeaders Headers { get; init; } = new();

    /// <summary>The encryption.</summary>
    [Inline]
    public Headers.SseHeaders Encryption { get; init; } = new();

    /// <summary>The storage class.</summary>
    [InHeader("x-amz-storage-class")]
    public string? StorageClass { get; init; }

    /// <summary>Tags as a query string.</summary>
    [InHeader("x-amz-tagging")]
    public string? Tagging { get; init; }

    /// <summary>What is not served.</summary>
    [Inline]
    [NotAudited]
    public Headers.UnservedHeaders Unserved { get; init; } = new();

    /// <summary>A canned ACL.</summary>
    [InHeader("x-amz-acl")]
    public string? ACL { get; init; }
}

/// <summary>What every listing by key is asked.</summary>
public record ListingRequest : BucketRequest
{
    /// <summary>What keys begin with.</summary>
    [InQuery("prefix")]
    public string? Prefix { get; init; }

    /// <summary>Where keys are rolled up.</summary>
    [InQuery("delimiter")]
    public string? Delimiter { get; init; }

    /// <summary><c>url</c> to have keys escaped.</summary>
    [InQuery("encoding-type")]
    public string? EncodingType { get; init; }
}

/// <summary>A request that sets something on a bucket: its body is checked against what the client says of it.</summary>
public record ConfigurationRequest : BucketRequest
{
    /// <summary>The body as it came.</summary>
    [RawBody]
    public byte[] RawBody { get; init; } = [];

    /// <summary>What the client says of it.</summary>
    [Inline]
    public Headers.BodyClaims Claims { get; init; } = new();

    /// <summary>Refuses a body that is not the one that the client meant.</summary>
    /// <exception cref="FaultException">BadDigest, MissingRequestBodyError.</exception>
    public void DemandBody()
    {
        Claims.Demand(RawBody);
        if (RawBody.Length == 0) throw S3Faults.MissingBody();
    }
}
