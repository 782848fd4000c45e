using Strongroom.Aws;

namespace Strongroom.S3.Operations;

/// <summary>Lists the objects of a bucket in the order of their keys: the first version of the operation, whose pages go on by key.</summary>
[Operation("s3.ListObjects", ReadOnly = true)]
[Http("GET", "/{Bucket}")]
public sealed class ListObjects(BucketStore buckets, KeyListing listing) : IOperation<ListObjects.Request, ListObjects.Response>
{
    /// <inheritdoc cref="ListObjects"/>
    public sealed record Request : ListingRequest
    {
        /// <summary>How many; 1,000 at most.</summary>
        [InQuery("max-keys")]
        public int? MaxKeys { get; init; }

        /// <summary>Keys come behind this one.</summary>
        [InQuery("marker")]
        public string? Marker { get; init; }
    }

    /// <inheritdoc cref="ListObjects"/>
    [XmlElementName("ListBucketResult")]
    public sealed record Response
    {
        /// <summary>The bucket.</summary>
        public string? Name { get; init; }

        /// <summary>As asked.</summary>
        public string? Prefix { get; init; }

        /// <summary>As asked.</summary>
        public string? Marker { get; init; }

        /// <summary>Where the next page begins; only told where keys are rolled up, since otherwise it is the last key.</summary>
        public string? NextMarker { get; init; }

        /// <summary>As asked.</summary>
        public int MaxKeys { get; init; }

        /// <summary>As asked.</summary>
        public string? Delimiter { get; init; }

        /// <summary>As asked.</summary>
        public string? EncodingType { get; init; }

        /// <summary>There is more.</summary>
        public bool IsTruncated { get; init; }

        /// <summary>The objects.</summary>
        [Items(Flat = true)]
        public IReadOnlyList<ListedObject> Contents { get; init; } = [];

        /// <summary>What keys were rolled up to.</summary>
        [Items(Flat = true)]
        public IReadOnlyList<CommonPrefix> CommonPrefixes { get; init; } = [];
    }

    /// <inheritdoc/>
    public async ValueTask<Response> InvokeAsync(Request request, Call call, CancellationToken cancellation)
    {
        var max = ListParameters.MaxKeys(request.MaxKeys, "max-keys");
        var encoding = ListParameters.Encoding(request.EncodingType);
        var access = new S3Access { Prefix = request.Prefix ?? "", Delimiter = request.Delimiter, MaxKeys = request.MaxKeys };
        var bucket = (await buckets.GetAsync(call, request, "ListBucket", cancellation, access)).Value;
        var page = await listing.ListAsync(
            ObjectVersion.Current, bucket, new(request.Prefix ?? "", request.Delimiter ?? "", ListParameters.NullIfEmpty(request.Marker), max), cancellation);
        return new()
        {
            Name = bucket.Name,
            Prefix = encoding.Apply(request.Prefix ?? ""),
            Marker = encoding.Apply(request.Marker ?? ""),
            NextMarker = page.IsTruncated && !string.IsNullOrEmpty(request.Delimiter) ? encoding.Apply(page.Last) : null,
            MaxKeys = max,
            Delimiter = encoding.Apply(ListParameters.NullIfEmpty(request.Delimiter)),
            EncodingType = encoding.Name,
            IsTruncated = page.IsTruncated,
            Contents = [.. page.Items.Select(item => ListedObject.Of(item.Value, bucket, encoding, withOwner: true))],
            CommonPrefixes = [.. page.Prefixes.Select(prefix => new CommonPrefix(encoding.Apply(prefix)!))],
        };
    }
}
