using Strongroom.Aws;

namespace Strongroom.S3.Operations;

/// <summary>Sets the tags of an object in the place of all that it had.</summary>
[Operation("s3.PutObjectTagging", DataEvent = true)]
[Http("PUT", "/{Bucket}/{Key+}?tagging")]
public sealed class PutObjectTagging(ObjectTags tags) : IOperation<PutObjectTagging.Request, ObjectTags.Answer>
{
    /// <inheritdoc cref="PutObjectTagging"/>
    public sealed record Request : VersionRequest
    {
        /// <summary>The body as it came.</summary>
        [RawBody]
        public byte[] RawBody { get; init; } = [];

        /// <summary>What the client says of it.</summary>
        [Inline]
        public Headers.BodyClaims Claims { get; init; } = new();

        /// <summary>The tags.</summary>
        [Payload]
        public Tagging? Tagging { get; init; }
    }

    /// <inheritdoc/>
    public async ValueTask<ObjectTags.Answer> InvokeAsync(Request request, Call call, CancellationToken cancellation)
    {
        request.Claims.Demand(request.RawBody);
        var set = Tag.CheckOfObject((request.Tagging ?? throw S3Faults.MissingBody()).TagSet ?? throw XmlNode.Malformed());
        var (bucket, version) = await tags.FindAsync(call, request, "PutObject", "Tagging", set, cancellation);
        return ObjectTags.Stage(call, bucket, version, set);
    }
}
