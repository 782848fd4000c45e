using Strongroom.Aws;

namespace Strongroom.S3.Operations;

/// <summary>Says who owns what is put into a bucket.</summary>
[Operation("s3.PutBucketOwnershipControls")]
[Http("PUT", "/{Bucket}?ownershipControls")]
public sealed class PutBucketOwnershipControls(BucketStore buckets) : IOperation<PutBucketOwnershipControls.Request, Unit>
{
    private static readonly string[] Known = ["BucketOwnerEnforced", "BucketOwnerPreferred", "ObjectWriter"];

    /// <inheritdoc cref="PutBucketOwnershipControls"/>
    public sealed record Request : ConfigurationRequest
    {
        /// <summary>The controls.</summary>
        [Payload]
        public OwnershipControls? OwnershipControls { get; init; }
    }

    /// <inheritdoc/>
    public async ValueTask<Unit> InvokeAsync(Request request, Call call, CancellationToken cancellation)
    {
        request.DemandBody();
        var rules = (request.OwnershipControls ?? throw S3Faults.MissingBody()).Rules;
        if (rules is not [{ ObjectOwnership: { } ownership }]) throw XmlNode.Malformed();
        var bucket = await buckets.GetAsync(call, request, "PutBucketOwnershipControls", cancellation);
        call.Changes.Replace(Bucket.Records, bucket, bucket.Value with { Ownership = Check(ownership) });
        return default;
    }

    /// <summary>One of the three ownerships.</summary>
    /// <exception cref="FaultException">MalformedXML.</exception>
    public static string Check(string ownership) => Known.Contains(ownership) ? ownership : throw XmlNode.Malformed();
}

/// <summary>Who owns what is put into a bucket.</summary>
[XmlElementName("OwnershipControls")]
public sealed record OwnershipControls
{
    /// <summary>One rule.</summary>
    [Items("Rule", Flat = true)]
    public IReadOnlyList<OwnershipRule> Rules { get; init; } = [];
}

/// <summary>A rule.</summary>
/// <param name="ObjectOwnership">BucketOwnerEnforced, BucketOwnerPreferred or ObjectWriter.</param>
public sealed record OwnershipRule(string ObjectOwnership);
