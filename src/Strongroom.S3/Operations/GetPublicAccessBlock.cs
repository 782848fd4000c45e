using Strongroom.Aws;

namespace Strongroom.S3.Operations;

/// <summary>Tells what strangers can never be given.</summary>
[Operation("s3.GetPublicAccessBlock", ReadOnly = true)]
[Http("GET", "/{Bucket}?publicAccessBlock")]
public sealed class GetPublicAccessBlock(BucketStore buckets) : IOperation<BucketRequest, GetPublicAccessBlock.Response>
{
    /// <inheritdoc cref="GetPublicAccessBlock"/>
    public sealed record Response
    {
        /// <summary>The configuration.</summary>
        [Payload]
        public PublicAccessBlockConfiguration? PublicAccessBlockConfiguration { get; init; }
    }

    /// <inheritdoc/>
    public async ValueTask<Response> InvokeAsync(BucketRequest request, Call call, CancellationToken cancellation)
    {
        var bucket = (await buckets.GetAsync(call, request, "GetBucketPublicAccessBlock", cancellation)).Value;
        if (bucket.PublicAccess is not { } block)
        {
            throw new FaultException("NoSuchPublicAccessBlockConfiguration", "The public access block configuration was not found")
            {
                Status = 404,
                Details = S3Faults.Detail("BucketName", bucket.Name),
            };
        }

        return new()
        {
            PublicAccessBlockConfiguration = new()
            {
                BlockPublicAcls = block.BlockPublicAcls,
                IgnorePublicAcls = block.IgnorePublicAcls,
                BlockPublicPolicy = block.BlockPublicPolicy,
                RestrictPublicBuckets = block.RestrictPublicBuckets,
            },
        };
    }
}

/// <summary>What strangers can never be given. What is left out is false.</summary>
[XmlElementName("PublicAccessBlockConfiguration")]
public sealed record PublicAccessBlockConfiguration
{
    /// <summary>Refuse public ACLs.</summary>
    public bool? BlockPublicAcls { get; init; }

    /// <summary>Look past public ACLs.</summary>
    public bool? IgnorePublicAcls { get; init; }

    /// <summary>Refuse public policies.</summary>
    public bool? BlockPublicPolicy { get; init; }

    /// <summary>Let a public policy let in the owner's account only.</summary>
    public bool? RestrictPublicBuckets { get; init; }
}
