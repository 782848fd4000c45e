using Strongroom.Aws;

namespace Strongroom.S3.Operations;

/// <summary>Tells how objects are encrypted whose upload does not say it.</summary>
[Operation("s3.GetBucketEncryption", ReadOnly = true)]
[Http("GET", "/{Bucket}?encryption")]
public sealed class GetBucketEncryption(BucketStore buckets) : IOperation<BucketRequest, GetBucketEncryption.Response>
{
    /// <inheritdoc cref="GetBucketEncryption"/>
    public sealed record Response
    {
        /// <summary>The configuration.</summary>
        [Payload]
        public ServerSideEncryptionConfiguration? ServerSideEncryptionConfiguration { get; init; }
    }

    /// <inheritdoc/>
    public async ValueTask<Response> InvokeAsync(BucketRequest request, Call call, CancellationToken cancellation)
    {
        var encryption = (await buckets.GetAsync(call, request, "GetEncryptionConfiguration", cancellation)).Value.Encryption ?? new("AES256", null, false, null);
        var rule = new EncryptionRule
        {
            ApplyServerSideEncryptionByDefault = new() { SSEAlgorithm = encryption.Algorithm, KMSMasterKeyID = encryption.KmsKeyId },
            BucketKeyEnabled = encryption.BucketKeyEnabled ?? false,
            BlockedEncryptionTypes = encryption.Blocked is { } blocked ? new() { EncryptionType = blocked } : null,
        };
        return new() { ServerSideEncryptionConfiguration = new() { Rules = [rule] } };
    }
}

/// <summary>A bucket's default encryption.</summary>
[XmlElementName("ServerSideEncryptionConfiguration")]
public sealed record ServerSideEncryptionConfiguration
{
    /// <summary>One rule.</summary>
    [Items("Rule", Flat = true)]
    public IReadOnlyList<EncryptionRule> Rules { get; init; } = [];
}

/// <summary>The rule of a bucket's default encryption.</summary>
public sealed record EncryptionRule
{
    /// <summary>The default.</summary>
    public EncryptionByDefault? ApplyServerSideEncryptionByDefault { get; init; }

    /// <summary>A bucket key stands between the KMS key and the objects'.</summary>
    public bool? BucketKeyEnabled { get; init; }

    /// <summary>What uploads may not ask for.</summary>
    public BlockedEncryption? BlockedEncryptionTypes { get; init; }
}

/// <summary>A default encryption.</summary>
public sealed record EncryptionByDefault
{
    /// <summary>AES256 or aws:kms.</summary>
    public string? SSEAlgorithm { get; init; }

    /// <summary>The KMS key; none for the account's alias/aws/s3.</summary>
    public string? KMSMasterKeyID { get; init; }
}

/// <summary>What uploads may not ask for.</summary>
public sealed record BlockedEncryption
{
    /// <summary>SSE-C, or NONE.</summary>
    [Items(Flat = true)]
    public IReadOnlyList<string>? EncryptionType { get; init; }
}
