using Strongroom.Aws;
using Strongroom.S3.Headers;
using Strongroom.Storage;

namespace Strongroom.S3.Operations;

/// <summary>Stores an object.</summary>
[Operation("s3.PutObject", DataEvent = true)]
[Http("PUT", "/{Bucket}/{Key+}")]
public sealed class PutObject(
    BucketStore buckets, VersionStore versions, VersionChanges changes, EncryptionRules rules, IObjectBytes bytes, ObjectWriter writer)
    : IOperation<PutObject.Request, PutObject.Response>
{
    /// <inheritdoc cref="PutObject"/>
    public sealed record Request : NewObjectRequest
    {
        /// <summary>The bytes.</summary>
        [Payload]
        public required StreamedBody Body { get; init; }

        /// <summary>What the client says of the bytes.</summary>
        [Inline]
        public BodyClaims Claims { get; init; } = new();

        /// <summary>What must hold of the object that is there.</summary>
        [Inline]
        public WriteConditions Conditions { get; init; } = new();
    }

    /// <inheritdoc cref="PutObject"/>
    public sealed record Response
    {
        /// <summary>The entity tag, in quotes.</summary>
        [InHeader("ETag")]
        public string? ETag { get; init; }

        /// <summary>The version, where the bucket keeps versions.</summary>
        [InHeader("x-amz-version-id")]
        public string? VersionId { get; init; }

        /// <summary>The checksum.</summary>
        [InHeaders("x-amz-checksum-")]
        [NotAudited]
        public IReadOnlyDictionary<string, string> Checksum { get; init; } = new Dictionary<string, string>();

        /// <summary>How it is encrypted.</summary>
        [Inline]
        public SseAnswer Encryption { get; init; } = new();
    }

    /// <inheritdoc/>
    public async ValueTask<Response> InvokeAsync(Request request, Call call, CancellationToken cancellation)
    {
        var tags = Tag.ParseHeader(request.Tagging);
        var access = new S3Access
        {
            Encryption = request.Encryption,
            Acl = request.ACL,
            StorageClass = request.StorageClass,
            RequestTags = tags,
            IfMatch = request.Conditions.IfMatch,
            IfNoneMatch = request.Conditions.IfNoneMatch,
        };
        var bucket = await buckets.GetForAsync(call, request, "PutObject", cancellation, access);
        if (request.Tagging is not null) await buckets.DemandAsync(call, bucket.Value, request.Key, "PutObjectTagging", cancellation, access);
        CannedAcl.DemandAllowed(bucket.Value, request.ACL);
        request.Unserved.Demand();
        var storageClass = StorageClasses.Check(request.StorageClass);
        var headers = request.Headers.Checked();
        using var encryption = rules.Of(call, bucket.Value, request.Encryption);
        request.Conditions.Demand((await versions.FindCurrentAsync(bucket.Value, request.Key, cancellation))?.Value, request.Key);

        ObjectWriter.DemandSize(request.Body.Length);
        var draft = await request.Body.OnceAsync(
            call, body => WriteAsync(request, call, bucket.Value, encryption.Encryption, body, cancellation));
        bytes.Keep(call.Changes, [draft.Part]);
        var version = await changes.PutAsync(call, bucket, new()
        {
            Key = request.Key,
            Uid = draft.Uid,
            Modified = S3Time.ToSecond(call.Time),
            Size = draft.Part.Length,
            ETag = draft.ETag,
            Headers = headers,
            StorageClass = storageClass,
            Checksum = draft.Checksum,
            Seal = draft.Seal,
            Parts = [new(draft.Part)],
            Tags = tags,
        }, request.Conditions, cancellation);
        DataEvent.BytesIn(call, version.Size);
        return new()
        {
            ETag = $"\"{version.ETag}\"",
            VersionId = version.VersionIdIn(bucket.Value),
            Checksum = Checksum.Headers(version.Checksum),
            Encryption = SseAnswer.Of(draft.Seal, request.Encryption.Customer) with { SSEKMSEncryptionContext = request.Encryption.SSEKMSEncryptionContext },
        };
    }

    private async ValueTask<Draft> WriteAsync(
        Request request, Call call, Bucket bucket, ObjectEncryption encryption, Stream body, CancellationToken cancellation)
    {
        var name = new ObjectName(bucket.Name, request.Key, Guid.NewGuid().ToString("N"));
        using var key = await bytes.CreateKeyAsync(call, name, encryption, cancellation);
        var written = await writer.WriteAsync(
            key, 1, body, request.Body.Length, request.Claims.AlgorithmOf(), written => request.Claims.Demand(written, request.Body.Trailers), cancellation);
        return new(name.VersionId, written.Part, bytes.Seal(key, name, written.Part.Length), written.ETag(key.Algorithm), written.Checksum);
    }

    private sealed record Draft(string Uid, ObjectPart Part, ObjectSeal Seal, string ETag, Checksum Checksum);
}
