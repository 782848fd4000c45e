using Strongroom.Aws;

namespace Strongroom.S3.Operations;

/// <summary>Says how objects are encrypted whose upload does not say it.</summary>
[Operation("s3.PutBucketEncryption")]
[Http("PUT", "/{Bucket}?encryption")]
public sealed class PutBucketEncryption(BucketStore buckets) : IOperation<PutBucketEncryption.Request, Unit>
{
    /// <inheritdoc cref="PutBucketEncryption"/>
    public sealed record Request : ConfigurationRequest
    {
        /// <summary>The configuration.</summary>
        [Payload]
        public ServerSideEncryptionConfiguration? ServerSideEncryptionConfiguration { get; init; }
    }

    /// <inheritdoc/>
    public async ValueTask<Unit> InvokeAsync(Request request, Call call, CancellationToken cancellation)
    {
        request.DemandBody();
        if ((request.ServerSideEncryptionConfiguration ?? throw S3Faults.MissingBody()).Rules is not [var rule]) throw XmlNode.Malformed();
        var encryption = Parse(rule);
        var bucket = await buckets.GetAsync(call, request, "PutEncryptionConfiguration", cancellation);
        call.Changes.Replace(Bucket.Records, bucket, bucket.Value with { Encryption = encryption });
        return default;
    }

    private static DefaultEncryption Parse(EncryptionRule rule)
    {
        var blocked = rule.BlockedEncryptionTypes?.EncryptionType;
        if (blocked is [] || blocked?.Any(static type => type is not ("SSE-C" or "NONE")) == true) throw XmlNode.Malformed();
        if (rule.ApplyServerSideEncryptionByDefault is not { } byDefault)
            return blocked is null && rule.BucketKeyEnabled is null ? throw XmlNode.Malformed() : new("AES256", null, rule.BucketKeyEnabled, blocked);
        var keyId = string.IsNullOrEmpty(byDefault.KMSMasterKeyID) ? null : byDefault.KMSMasterKeyID;
        switch (byDefault.SSEAlgorithm)
        {
            case "aws:kms":
                break;
            case "aws:kms:dsse":
                throw new FaultException("NotImplemented", "Dual-layer server-side encryption is not served.") { Status = 501 };
            case "AES256":
                if (keyId is null) break;
                throw S3Faults.InvalidArgument(
                    "a KMSMasterKeyID is not applicable if the default sse algorithm is not aws:kms or aws:kms:dsse", "ApplyServerSideEncryptionByDefault", null);
            default:
                throw XmlNode.Malformed();
        }

        return new(byDefault.SSEAlgorithm, keyId, rule.BucketKeyEnabled, blocked);
    }
}
