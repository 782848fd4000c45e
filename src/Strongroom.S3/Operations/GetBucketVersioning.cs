using Strongroom.Aws;

namespace Strongroom.S3.Operations;

/// <summary>Tells whether a bucket keeps versions; nothing where it never did.</summary>
[Operation("s3.GetBucketVersioning", ReadOnly = true)]
[Http("GET", "/{Bucket}?versioning")]
public sealed class GetBucketVersioning(BucketStore buckets) : IOperation<BucketRequest, GetBucketVersioning.Response>
{
    /// <inheritdoc cref="GetBucketVersioning"/>
    [XmlElementName("VersioningConfiguration")]
    public sealed record Response
    {
        /// <summary>Enabled, Suspended, or none.</summary>
        public string? Status { get; init; }
    }

    /// <inheritdoc/>
    public async ValueTask<Response> InvokeAsync(BucketRequest request, Call call, CancellationToken cancellation)
    {
        var bucket = (await buckets.GetAsync(call, request, "GetBucketVersioning", cancellation)).Value;
        return new() { Status = bucket.Versioning == Versioning.Off ? null : bucket.Versioning.ToString() };
    }
}
