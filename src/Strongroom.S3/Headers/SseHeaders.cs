using Strongroom.Aws;

namespace Strongroom.S3.Headers;

/// <summary>The headers with which a request asks for encryption.</summary>
public sealed record SseHeaders
{
    /// <summary><c>AES256</c> or <c>aws:kms</c>.</summary>
    [InHeader("x-amz-server-side-encryption")]
    public string? ServerSideEncryption { get; init; }

    /// <summary>The KMS key.</summary>
    [InHeader("x-amz-server-side-encryption-aws-kms-key-id")]
    public string? SSEKMSKeyId { get; init; }

    /// <summary>The caller's encryption context: base64 of a JSON object of strings.</summary>
    [InHeader("x-amz-server-side-encryption-context")]
    public string? SSEKMSEncryptionContext { get; init; }

    /// <summary>A bucket key is to stand between.</summary>
    [InHeader("x-amz-server-side-encryption-bucket-key-enabled")]
    public bool? BucketKeyEnabled { get; init; }

    /// <summary>The customer's key, for SSE-C.</summary>
    [Inline]
    public CustomerKeyHeaders Customer { get; init; } = new();

    /// <summary>SSE-C's algorithm.</summary>
    public string? SSECustomerAlgorithm => Customer.Algorithm;
}

/// <summary>The three headers of SSE-C.</summary>
public sealed record CustomerKeyHeaders
{
    /// <summary><c>AES256</c>.</summary>
    [InHeader("x-amz-server-side-encryption-customer-algorithm")]
    public string? Algorithm { get; init; }

    /// <summary>The key in base64. A text, as every header is one already.</summary>
    [InHeader("x-amz-server-side-encryption-customer-key")]
    [NotAudited]
    public string? Key { get; init; }

    /// <summary>The MD5 of the key in base64.</summary>
    [InHeader("x-amz-server-side-encryption-customer-key-MD5")]
    public string? KeyMd5 { get; init; }

    /// <inheritdoc/>
    public override string ToString() => Algorithm ?? "none";
}

/// <summary>The three headers of SSE-C for the source of a copy.</summary>
public sealed record SourceKeyHeaders
{
    /// <summary><c>AES256</c>.</summary>
    [InHeader("x-amz-copy-source-server-side-encryption-customer-algorithm")]
    public string? Algorithm { get; init; }

    /// <summary>The key in base64.</summary>
    [InHeader("x-amz-copy-source-server-side-encryption-customer-key")]
    [NotAudited]
    public string? Key { get; init; }

    /// <summary>The MD5 of the key in base64.</summary>
    [InHeader("x-amz-copy-source-server-side-encryption-customer-key-MD5")]
    public string? KeyMd5 { get; init; }

    /// <summary>The same, as the headers of an object are called.</summary>
    public CustomerKeyHeaders AsCustomerKey() => new() { Algorithm = Algorithm, Key = Key, KeyMd5 = KeyMd5 };

    /// <inheritdoc/>
    public override string ToString() => Algorithm ?? "none";
}

/// <summary>The headers in which an answer tells how an object is encrypted.</summary>
public sealed record SseAnswer
{
    /// <summary><c>AES256</c> or <c>aws:kms</c>; null for SSE-C.</summary>
    [InHeader("x-amz-server-side-encryption")]
    public string? ServerSideEncryption { get; init; }

    /// <summary>The KMS key's ARN.</summary>
    [InHeader("x-amz-server-side-encryption-aws-kms-key-id")]
    public string? SSEKMSKeyId { get; init; }

    /// <summary>The caller's encryption context, given back where it was given.</summary>
    [InHeader("x-amz-server-side-encryption-context")]
    public string? SSEKMSEncryptionContext { get; init; }

    /// <summary>A bucket key stands between.</summary>
    [InHeader("x-amz-server-side-encryption-bucket-key-enabled")]
    public bool? BucketKeyEnabled { get; init; }

    /// <summary>SSE-C's algorithm.</summary>
    [InHeader("x-amz-server-side-encryption-customer-algorithm")]
    public string? SSECustomerAlgorithm { get; init; }

    /// <summary>The MD5 of the customer's key, as it came with the request.</summary>
    [InHeader("x-amz-server-side-encryption-customer-key-MD5")]
    public string? SSECustomerKeyMD5 { get; init; }

    /// <summary>What an answer says of an object that is sealed so.</summary>
    /// <param name="seal">How the object is sealed.</param>
    /// <param name="customer">The customer's key as it came with the request.</param>
    public static SseAnswer Of(ObjectSeal seal, CustomerKeyHeaders? customer = null) => seal.Algorithm switch
    {
        S3.ServerSideEncryption.S3 => new() { ServerSideEncryption = "AES256" },
        S3.ServerSideEncryption.Kms => new()
        {
            ServerSideEncryption = "aws:kms",
            SSEKMSKeyId = seal.KmsKeyArn,
            BucketKeyEnabled = seal.BucketKeyEnabled ? true : null,
        },
        _ => new() { SSECustomerAlgorithm = "AES256", SSECustomerKeyMD5 = customer?.KeyMd5 },
    };
}
