using Strongroom.Aws;

namespace Strongroom.S3.Operations;

/// <summary>Tells who owns what is put into a bucket.</summary>
[Operation("s3.GetBucketOwnershipControls", ReadOnly = true)]
[Http("GET", "/{Bucket}?ownershipControls")]
public sealed class GetBucketOwnershipControls(BucketStore buckets) : IOperation<BucketRequest, GetBucketOwnershipControls.Response>
{
    /// <inheritdoc cref="GetBucketOwnershipControls"/>
    public sealed record Response
    {
        /// <summary>The controls.</summary>
        [Payload]
        public OwnershipControls? OwnershipControls { get; init; }
    }

    /// <inheritdoc/>
    public async ValueTask<Response> InvokeAsync(BucketRequest request, Call call, CancellationToken cancellation)
    {
        var bucket = (await buckets.GetAsync(call, request, "GetBucketOwnershipControls", cancellation)).Value;
        return bucket.Ownership is { } ownership
            ? new() { OwnershipControls = new() { Rules = [new(ownership)] } }
            : throw new FaultException("OwnershipControlsNotFoundError", "The bucket ownership controls were not found")
            {
                Status = 404,
                Details = S3Faults.Detail("BucketName", bucket.Name),
            };
    }
}
