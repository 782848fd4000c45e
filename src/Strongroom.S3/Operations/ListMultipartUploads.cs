using Strongroom.Aws;
using Strongroom.S3.Headers;
using Strongroom.S3.Multipart;

namespace Strongroom.S3.Operations;

/// <summary>Lists the uploads under way in a bucket: by key, and for one key by when they were begun.</summary>
[Operation("s3.ListMultipartUploads", ReadOnly = true)]
[Http("GET", "/{Bucket}?uploads")]
public sealed class ListMultipartUploads(BucketStore buckets, KeyListing listing) : IOperation<ListMultipartUploads.Request, ListMultipartUploads.Response>
{
    /// <inheritdoc cref="ListMultipartUploads"/>
    public sealed record Request : ListingRequest
    {
        /// <summary>How many; 1,000 at most.</summary>
        [InQuery("max-uploads")]
        public int? MaxUploads { get; init; }

        /// <summary>Keys come behind this one.</summary>
        [InQuery("key-marker")]
        public string? KeyMarker { get; init; }

        /// <summary>Uploads of the key marker come behind this one.</summary>
        [InQuery("upload-id-marker")]
        public string? UploadIdMarker { get; init; }
    }

    /// <inheritdoc cref="ListMultipartUploads"/>
    [XmlElementName("ListMultipartUploadsResult")]
    public sealed record Response
    {
        /// <summary>The bucket.</summary>
        public string? Bucket { get; init; }

        /// <summary>As asked.</summary>
        public string? KeyMarker { get; init; }

        /// <summary>As asked.</summary>
        public string? UploadIdMarker { get; init; }

        /// <summary>Where the next page begins.</summary>
        public string? NextKeyMarker { get; init; }

        /// <summary>Where the next page begins.</summary>
        public string? NextUploadIdMarker { get; init; }

        /// <summary>As asked.</summary>
        public string? Delimiter { get; init; }

        /// <summary>As asked.</summary>
        public string? Prefix { get; init; }

        /// <summary>As asked.</summary>
        public string? EncodingType { get; init; }

        /// <summary>As asked.</summary>
        public int MaxUploads { get; init; }

        /// <summary>There is more.</summary>
        public bool IsTruncated { get; init; }

        /// <summary>The uploads.</summary>
        [Items("Upload", Flat = true)]
        public IReadOnlyList<ListedUpload> Uploads { get; init; } = [];

        /// <summary>What keys were rolled up to.</summary>
        [Items(Flat = true)]
        public IReadOnlyList<CommonPrefix> CommonPrefixes { get; init; } = [];
    }

    /// <summary>An upload in the list.</summary>
    public sealed record ListedUpload(
        string? Key, string UploadId, Owner Initiator, Owner Owner, string StorageClass, string Initiated, string? ChecksumAlgorithm, string? ChecksumType);

    /// <inheritdoc/>
    public async ValueTask<Response> InvokeAsync(Request request, Call call, CancellationToken cancellation)
    {
        var max = ListParameters.MaxKeys(request.MaxUploads, "max-uploads");
        var encoding = ListParameters.Encoding(request.EncodingType);
        var bucket = (await buckets.GetAsync(call, request, "ListBucketMultipartUploads", cancellation)).Value;
        var query = new KeyQuery(request.Prefix ?? "", request.Delimiter ?? "", ListParameters.NullIfEmpty(request.KeyMarker), max)
        {
            AfterChild = ListParameters.NullIfEmpty(request.UploadIdMarker),
        };
        var page = await listing.ListAsync(Upload.Records, bucket, query, cancellation);
        var last = page.Items.Count > 0 ? page.Items[^1].Value : null;
        return new()
        {
            Bucket = bucket.Name,
            KeyMarker = encoding.Apply(request.KeyMarker ?? ""),
            UploadIdMarker = request.UploadIdMarker ?? "",
            NextKeyMarker = page.IsTruncated ? encoding.Apply(page.Last) : null,
            NextUploadIdMarker = page.IsTruncated && last?.Key == page.Last ? last?.Id : null,
            Delimiter = encoding.Apply(ListParameters.NullIfEmpty(request.Delimiter)),
            Prefix = encoding.Apply(request.Prefix ?? ""),
            EncodingType = encoding.Name,
            MaxUploads = max,
            IsTruncated = page.IsTruncated,
            Uploads = [.. page.Items.Select(item => Of(item.Value, bucket, encoding))],
            CommonPrefixes = [.. page.Prefixes.Select(prefix => new CommonPrefix(encoding.Apply(prefix)!))],
        };
    }

    private static ListedUpload Of(Upload upload, Bucket bucket, KeyEncoding encoding) => new(
        encoding.Apply(upload.Key), upload.Id, new(upload.Initiator, upload.Initiator), Owner.Of(bucket.Account), upload.StorageClass,
        S3Time.Xml(upload.Initiated), upload.IsChecksumAsked ? upload.ChecksumAlgorithm.ToString() : null,
        upload.IsChecksumAsked ? upload.IsComposite ? "COMPOSITE" : "FULL_OBJECT" : null);
}
