using Strongroom.Aws;
using Strongroom.Seams;

namespace Strongroom.S3.Operations;

/// <summary>Seals an object's key under a KMS key, or another one: the object is re-keyed, and neither rewritten nor modified.</summary>
[Operation("s3.UpdateObjectEncryption", DataEvent = true)]
[Http("PUT", "/{Bucket}/{Key+}?encryption")]
public sealed class UpdateObjectEncryption(BucketStore buckets, VersionStore versions, IObjectBytes bytes) : IOperation<UpdateObjectEncryption.Request, Unit>
{
    /// <inheritdoc cref="UpdateObjectEncryption"/>
    public sealed record Request : VersionRequest
    {
        /// <summary>The body as it came.</summary>
        [RawBody]
        public byte[] RawBody { get; init; } = [];

        /// <summary>What the client says of it.</summary>
        [Inline]
        public Headers.BodyClaims Claims { get; init; } = new();

        /// <summary>The encryption.</summary>
        [Payload]
        public Target? ObjectEncryption { get; init; }
    }

    /// <summary>What an object is to be encrypted with.</summary>
    [XmlElementName("ObjectEncryption")]
    public sealed record Target
    {
        /// <summary>SSE-KMS: the only one.</summary>
        [WireName("SSE-KMS")]
        public KmsTarget? SSEKMS { get; init; }
    }

    /// <summary>A KMS key.</summary>
    public sealed record KmsTarget
    {
        /// <summary>The key's ARN.</summary>
        public string? KMSKeyArn { get; init; }

        /// <summary>A bucket key is to stand between.</summary>
        public bool? BucketKeyEnabled { get; init; }
    }

    /// <inheritdoc/>
    public async ValueTask<Unit> InvokeAsync(Request request, Call call, CancellationToken cancellation)
    {
        request.Claims.Demand(request.RawBody);
        if (request.ObjectEncryption is not { SSEKMS.KMSKeyArn: { Length: > 0 } keyArn } target) throw XmlNode.Malformed();
        if (!keyArn.StartsWith("arn:", StringComparison.Ordinal) || !keyArn.Contains(":key/", StringComparison.Ordinal))
            throw S3Faults.InvalidRequest("The UpdateObjectEncryption request doesn't have a valid KMS key ARN.");
        var access = new S3Access
        {
            VersionId = request.VersionId,
            Encryption = new() { ServerSideEncryption = "aws:kms", SSEKMSKeyId = keyArn },
        };
        var bucket = await buckets.GetForAsync(call, request, "UpdateObjectEncryption", cancellation, access);
        await buckets.DemandAsync(call, bucket.Value, request.Key, "PutObject", cancellation, access);
        var stored = await versions.GetAsync(call, bucket.Value, request.Key, request.VersionId, cancellation);
        var version = stored.Value;
        if (version.Seal!.Algorithm == ServerSideEncryption.Customer)
            throw S3Faults.InvalidRequest("The UpdateObjectEncryption operation doesn't support objects that are encrypted with SSE-C.");

        var name = version.NameIn(bucket.Value);
        using var key = await bytes.OpenKeyAsync(call, name, version.Seal, version.SealedLength, null, cancellation);
        var encryption = new ObjectEncryption.Kms(keyArn, EncryptionContext.Empty, target.SSEKMS.BucketKeyEnabled ?? false);
        var seal = await bytes.ResealAsync(call, key, name, version.SealedLength, encryption, cancellation);
        call.Changes.Replace(ObjectVersion.Current.Owns(stored.Key) ? ObjectVersion.Current : ObjectVersion.Older, stored, version with { Seal = seal });
        return default;
    }
}
