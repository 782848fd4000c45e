using System.Text;
using Strongroom.Aws;
using Strongroom.S3.Headers;

namespace Strongroom.S3.Operations;

/// <summary>Lists the objects of a bucket in the order of their keys.</summary>
[Operation("s3.ListObjectsV2", ReadOnly = true)]
[Http("GET", "/{Bucket}?list-type=2")]
public sealed class ListObjectsV2(BucketStore buckets, KeyListing listing, PageTokens tokens) : IOperation<ListObjectsV2.Request, ListObjectsV2.Response>
{
    /// <inheritdoc cref="ListObjectsV2"/>
    public sealed record Request : ListingRequest
    {
        /// <summary>How many; 1,000 at most.</summary>
        [InQuery("max-keys")]
        public int? MaxKeys { get; init; }

        /// <summary>Where the last page ended.</summary>
        [InQuery("continuation-token")]
        public string? ContinuationToken { get; init; }

        /// <summary>Keys come behind this one.</summary>
        [InQuery("start-after")]
        public string? StartAfter { get; init; }

        /// <summary>True to be told the owner of each object.</summary>
        [InQuery("fetch-owner")]
        public bool? FetchOwner { get; init; }
    }

    /// <inheritdoc cref="ListObjectsV2"/>
    [XmlElementName("ListBucketResult")]
    public sealed record Response
    {
        /// <summary>The bucket.</summary>
        public string? Name { get; init; }

        /// <summary>As asked.</summary>
        public string? Prefix { get; init; }

        /// <summary>As asked.</summary>
        public string? StartAfter { get; init; }

        /// <summary>As asked.</summary>
        public string? ContinuationToken { get; init; }

        /// <summary>Where the next page begins.</summary>
        public string? NextContinuationToken { get; init; }

        /// <summary>Objects and common prefixes on this page.</summary>
        public int KeyCount { get; init; }

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

        var list = $"ListObjectsV2\n{bucket.Id}\n{request.Prefix}\n{request.Delimiter}";
        var page = await listing.ListAsync(
            ObjectVersion.Current, bucket, new(request.Prefix ?? "", request.Delimiter ?? "", AfterOf(request, call, list), max), cancellation);
        return new()
        {
            Name = bucket.Name,
            Prefix = encoding.Apply(request.Prefix ?? ""),
            StartAfter = encoding.Apply(request.StartAfter),
            ContinuationToken = request.ContinuationToken,
            NextContinuationToken = page.IsTruncated ? tokens.Seal(call, list, Encoding.UTF8.GetBytes(page.Last!)) : null,
            KeyCount = page.Count,
            MaxKeys = max,
            Delimiter = encoding.Apply(ListParameters.NullIfEmpty(request.Delimiter)),
            EncodingType = encoding.Name,
            IsTruncated = page.IsTruncated,
            Contents = [.. page.Items.Select(item => ListedObject.Of(item.Value, bucket, encoding, withOwner: request.FetchOwner == true))],
            CommonPrefixes = [.. page.Prefixes.Select(prefix => new CommonPrefix(encoding.Apply(prefix)!))],
        };
    }

    private string? AfterOf(Request request, Call call, string list)
    {
        if (request.ContinuationToken is not { } token) return ListParameters.NullIfEmpty(request.StartAfter);
        return tokens.Open(call, list, token) is { } position
            ? Encoding.UTF8.GetString(position)
            : throw S3Faults.InvalidArgument("The continuation token provided is incorrect", "continuation-token", token);
    }
}
