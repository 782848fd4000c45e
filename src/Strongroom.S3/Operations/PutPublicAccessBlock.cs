using Strongroom.Aws;

namespace Strongroom.S3.Operations;

/// <summary>Says what strangers can never be given, whatever policies say.</summary>
[Operation("s3.PutPublicAccessBlock")]
[Http("PUT", "/{Bucket}?publicAccessBlock")]
public sealed class PutPublicAccessBlock(BucketStore buckets) : IOperation<PutPublicAccessBlock.Request, Unit>
{
    /// <inheritdoc cref="PutPublicAccessBlock"/>
    public sealed record Request : ConfigurationRequest
    {
        /// <summary>The configuration.</summary>
        [Payload]
        public PublicAccessBlockConfiguration? PublicAccessBlockConfiguration { get; init; }
    }

    /// <inheritdoc/>
    public async ValueTask<Unit> InvokeAsync(Request request, Call call, CancellationToken cancellation)
    {
        request.DemandBody();
        var asked = request.PublicAccessBlockConfiguration ?? throw S3Faults.MissingBody();
        var bucket = await buckets.GetAsync(call, request, "PutBucketPublicAccessBlock", cancellation);
        var block = new PublicAccessBlock(
            asked.BlockPublicAcls ?? false, asked.IgnorePublicAcls ?? false, asked.BlockPublicPolicy ?? false, asked.RestrictPublicBuckets ?? false);
        call.Changes.Replace(Bucket.Records, bucket, bucket.Value with { PublicAccess = block });
        return default;
    }
}
