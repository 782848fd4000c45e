using Strongroom.Aws;
using Strongroom.S3.Headers;
using Strongroom.Storage;

namespace Strongroom.S3.Operations;

/// <summary>Makes an object of another: decrypted and encrypted anew, so that each is bound to its own name and key.</summary>
[Operation("s3.CopyObject", DataEvent = true)]
[Http("PUT", "/{Bucket}/{Key+}", Header = "x-amz-copy-source")]
public sealed class CopyObject(
    BucketStore buckets, VersionStore versions, VersionChanges changes, EncryptionRules rules, CopySources sources, IObjectBytes bytes, ObjectWriter writer)
    : IOperation<CopyObject.Request, CopyObject.Response>
{
    /// <inheritdoc cref="CopyObject"/>
    public sealed record Request : NewObjectRequest
    {
        /// <summary>What is copied.</summary>
        [Inline]
        public CopySourceHeaders Source { get; init; } = new();

        /// <summary>COPY (the default) or REPLACE: whose metadata the copy has.</summary>
        [InHeader("x-amz-metadata-directive")]
        public string? MetadataDirective { get; init; }

        /// <summary>COPY (the default) or REPLACE: whose tags the copy has.</summary>
        [InHeader("x-amz-tagging-directive")]
        public string? TaggingDirective { get; init; }

        /// <summary>What must hold of the object that is there.</summary>
        [Inline]
        public WriteConditions Conditions { get; init; } = new();

        /// <summary>The checksum that the copy is to have.</summary>
        [InHeader("x-amz-checksum-algorithm")]
        public string? ChecksumAlgorithm { get; init; }
    }

    /// <inheritdoc cref="CopyObject"/>
    public sealed record Response
    {
        /// <summary>The version that was copied.</summary>
        [InHeader("x-amz-copy-source-version-id")]
        public string? CopySourceVersionId { get; init; }

        /// <summary>The version that was made.</summary>
        [InHeader("x-amz-version-id")]
        public string? VersionId { get; init; }

        /// <summary>How the copy is encrypted.</summary>
        [Inline]
        public SseAnswer Encryption { get; init; } = new();

        /// <summary>The copy.</summary>
        [Payload]
        public Result? CopyObjectResult { get; init; }
    }

    /// <summary>What was made.</summary>
    [XmlElementName("CopyObjectResult")]
    public sealed record Result
    {
        /// <summary>When it was made.</summary>
        public string? LastModified { get; init; }

        /// <summary>The entity tag, in quotes.</summary>
        public string? ETag { get; init; }

        /// <summary>FULL_OBJECT.</summary>
        public string? ChecksumType { get; init; }

        /// <summary>The checksum.</summary>
        [InElements("Checksum")]
        [NotAudited]
        public IReadOnlyDictionary<string, string> Checksum { get; init; } = new Dictionary<string, string>();
    }

    /// <inheritdoc/>
    public async ValueTask<Response> InvokeAsync(Request request, Call call, CancellationToken cancellation)
    {
        var replacesMetadata = Directive(request.MetadataDirective, "x-amz-metadata-directive");
        var replacesTags = Directive(request.TaggingDirective, "x-amz-tagging-directive");
        var asked = replacesTags ? Tag.ParseHeader(request.Tagging) : null;
        var access = new S3Access
        {
            Encryption = request.Encryption,
            CopySource = request.Source.CopySource,
            MetadataDirective = request.MetadataDirective,
            StorageClass = request.StorageClass,
            Acl = request.ACL,
            RequestTags = asked,
        };
        var bucket = await buckets.GetForAsync(call, request, "PutObject", cancellation, access);
        CannedAcl.DemandAllowed(bucket.Value, request.ACL);
        request.Unserved.Demand();
        using var source = await sources.OpenAsync(call, request.Source, cancellation);
        if (source.Version.Size > ObjectWriter.MostBytes)
            throw S3Faults.InvalidRequest($"The specified copy source is larger than the maximum allowable size for a copy source: {ObjectWriter.MostBytes}");
        var tags = asked ?? source.Version.Tags;
        if (tags.Count > 0) await buckets.DemandAsync(call, bucket.Value, request.Key, "PutObjectTagging", cancellation, access with { RequestTags = tags });
        DemandChange(request, bucket.Value, source, replacesMetadata);
        var storageClass = StorageClasses.Check(request.StorageClass);
        request.Conditions.Demand((await versions.FindCurrentAsync(bucket.Value, request.Key, cancellation))?.Value, request.Key);

        using var encryption = rules.Of(call, bucket.Value, request.Encryption);
        var name = new ObjectName(bucket.Value.Name, request.Key, Guid.NewGuid().ToString("N"));
        using var key = await bytes.CreateKeyAsync(call, name, encryption.Encryption, cancellation);
        await using var content = await source.ReadAsync(bytes, call, 0, source.Version.Size, cancellation);
        var algorithm = Checksum.ParseAlgorithm(request.ChecksumAlgorithm) ?? source.Version.Checksum?.Algorithm ?? S3.ChecksumAlgorithm.CRC64NVME;
        var written = await writer.WriteAsync(key, 1, content, source.Version.Size, algorithm, null, cancellation);
        bytes.Keep(call.Changes, [written.Part]);

        var seal = bytes.Seal(key, name, written.Part.Length);
        var version = await changes.PutAsync(call, bucket, new()
        {
            Key = request.Key,
            Uid = name.VersionId,
            Modified = S3Time.ToSecond(call.Time),
            Size = written.Part.Length,
            ETag = written.ETag(key.Algorithm),
            Headers = replacesMetadata ? request.Headers.Checked() : source.Version.Headers with { WebsiteRedirectLocation = request.Headers.WebsiteRedirectLocation },
            StorageClass = storageClass,
            Checksum = written.Checksum,
            Seal = seal,
            Parts = [new(written.Part)],
            Tags = tags,
        }, request.Conditions, cancellation);
        DataEvent.BytesIn(call, version.Size);
        return new()
        {
            CopySourceVersionId = source.Version.VersionIdIn(source.Bucket),
            VersionId = version.VersionIdIn(bucket.Value),
            Encryption = SseAnswer.Of(seal, request.Encryption.Customer) with { SSEKMSEncryptionContext = request.Encryption.SSEKMSEncryptionContext },
            CopyObjectResult = new()
            {
                LastModified = S3Time.Xml(version.Modified),
                ETag = $"\"{version.ETag}\"",
                ChecksumType = version.Checksum?.Type,
                Checksum = Checksum.Elements(version.Checksum),
            },
        };
    }

    private static bool Directive(string? value, string name) => value switch
    {
        null or "" or "COPY" => false,
        "REPLACE" => true,
        _ => throw S3Faults.InvalidArgument("Unknown metadata directive.", name, value),
    };

    private static void DemandChange(Request request, Bucket bucket, CopySource source, bool replacesMetadata)
    {
        if (source.Bucket.Id != bucket.Id || source.Version.Key != request.Key || replacesMetadata || source.IsVersionNamed) return;
        if (request.StorageClass is not null || request.Headers.WebsiteRedirectLocation is not null || request.ChecksumAlgorithm is not null) return;
        if (request.Encryption.ServerSideEncryption is not null || request.Encryption.SSECustomerAlgorithm is not null) return;
        throw S3Faults.InvalidRequest(
            "This copy request is illegal because it is trying to copy an object to itself without changing the object's metadata, storage class, website redirect location or encryption attributes.");
    }
}
