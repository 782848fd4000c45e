using Strongroom.Aws;
using Strongroom.S3.Headers;
using Strongroom.S3.Multipart;

namespace Strongroom.S3.Operations;

/// <summary>Begins an upload in parts.</summary>
[Operation("s3.CreateMultipartUpload", DataEvent = true)]
[Http("POST", "/{Bucket}/{Key+}?uploads")]
public sealed class CreateMultipartUpload(BucketStore buckets, EncryptionRules rules, IObjectBytes bytes)
    : IOperation<CreateMultipartUpload.Request, CreateMultipartUpload.Response>
{
    /// <inheritdoc cref="CreateMultipartUpload"/>
    public sealed record Request : NewObjectRequest
    {
        /// <summary>The checksum of each part.</summary>
        [InHeader("x-amz-checksum-algorithm")]
        public string? ChecksumAlgorithm { get; init; }

        /// <summary>FULL_OBJECT or COMPOSITE.</summary>
        [InHeader("x-amz-checksum-type")]
        public string? ChecksumType { get; init; }
    }

    /// <inheritdoc cref="CreateMultipartUpload"/>
    [XmlElementName("InitiateMultipartUploadResult")]
    public sealed record Response
    {
        /// <summary>The bucket.</summary>
        public string? Bucket { get; init; }

        /// <summary>The object.</summary>
        public string? Key { get; init; }

        /// <summary>The upload.</summary>
        public string? UploadId { get; init; }

        /// <summary>How it is encrypted.</summary>
        [Inline]
        public SseAnswer Encryption { get; init; } = new();

        /// <summary>The checksum, where one was asked for.</summary>
        [InHeader("x-amz-checksum-algorithm")]
        public string? ChecksumAlgorithm { get; init; }

        /// <summary>Its type, where one was asked for.</summary>
        [InHeader("x-amz-checksum-type")]
        public string? ChecksumType { get; init; }
    }

    /// <inheritdoc/>
    public async ValueTask<Response> InvokeAsync(Request request, Call call, CancellationToken cancellation)
    {
        var tags = Tag.ParseHeader(request.Tagging);
        var access = new S3Access { Encryption = request.Encryption, Acl = request.ACL, StorageClass = request.StorageClass, RequestTags = tags };
        var bucket = await buckets.GetForAsync(call, request, "PutObject", cancellation, access);
        if (request.Tagging is not null) await buckets.DemandAsync(call, bucket.Value, request.Key, "PutObjectTagging", cancellation, access);
        CannedAcl.DemandAllowed(bucket.Value, request.ACL);
        request.Unserved.Demand();
        var (algorithm, isComposite) = ChecksumOf(request);
        using var encryption = rules.Of(call, bucket.Value, request.Encryption);

        var upload = new Upload
        {
            Key = request.Key,
            Id = UploadStore.NewId(call.Time),
            Initiated = S3Time.ToSecond(call.Time),
            Initiator = call.Caller.Arn,
            Headers = request.Headers.Checked(),
            StorageClass = StorageClasses.Check(request.StorageClass),
            Tags = tags,
            ChecksumAlgorithm = algorithm,
            IsChecksumAsked = request.ChecksumAlgorithm is not null,
            IsComposite = isComposite,
            Seal = null!,
        };
        var name = upload.NameIn(bucket.Value);
        using var key = await bytes.CreateKeyAsync(call, name, encryption.Encryption, cancellation);
        upload = upload with { Seal = bytes.Seal(key, name, null) };
        BucketGate.Pass(call, bucket);
        call.Changes.Create(Upload.Records, UploadStore.KeyOf(bucket.Value, upload.Key, upload.Id), upload);
        return new()
        {
            Bucket = bucket.Value.Name,
            Key = upload.Key,
            UploadId = upload.Id,
            Encryption = SseAnswer.Of(upload.Seal, request.Encryption.Customer) with { SSEKMSEncryptionContext = request.Encryption.SSEKMSEncryptionContext },
            ChecksumAlgorithm = upload.IsChecksumAsked ? algorithm.ToString() : null,
            ChecksumType = upload.IsChecksumAsked ? isComposite ? "COMPOSITE" : "FULL_OBJECT" : null,
        };
    }

    // Only a CRC of the whole follows from those of the parts; CRC-64/NVME is always of the whole.
    private static (ChecksumAlgorithm Algorithm, bool IsComposite) ChecksumOf(Request request)
    {
        var algorithm = Checksum.ParseAlgorithm(request.ChecksumAlgorithm) ?? S3.ChecksumAlgorithm.CRC64NVME;
        var isComposite = request.ChecksumType switch
        {
            null or "" => algorithm != S3.ChecksumAlgorithm.CRC64NVME,
            "COMPOSITE" => true,
            "FULL_OBJECT" => false,
            _ => throw S3Faults.InvalidRequest("Value for x-amz-checksum-type header is invalid."),
        };
        var allowed = isComposite ? algorithm != S3.ChecksumAlgorithm.CRC64NVME : CrcCombination.Combines(algorithm);
        return allowed ? (algorithm, isComposite) : throw S3Faults.InvalidRequest(
            $"The {(isComposite ? "COMPOSITE" : "FULL_OBJECT")} checksum type cannot be used with the {algorithm.ToString().ToLowerInvariant()} checksum algorithm.");
    }
}
