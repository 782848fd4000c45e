using Strongroom.Aws;
using Strongroom.S3.Headers;

namespace Strongroom.S3.Operations;

/// <summary>Lists all versions and delete markers of a bucket: by key, and for one key the newest first.</summary>
[Operation("s3.ListObjectVersions", ReadOnly = true)]
[Http("GET", "/{Bucket}?versions")]
public sealed class ListObjectVersions(BucketStore buckets, VersionListing listing) : IOperation<ListObjectVersions.Request, ListObjectVersions.Response>
{
    /// <inheritdoc cref="ListObjectVersions"/>
    public sealed record Request : ListingRequest
    {
        /// <summary>How many; 1,000 at most.</summary>
        [InQuery("max-keys")]
        public int? MaxKeys { get; init; }

        /// <summary>Keys come behind this one.</summary>
        [InQuery("key-marker")]
        public string? KeyMarker { get; init; }

        /// <summary>Versions of the key marker come behind this one.</summary>
        [InQuery("version-id-marker")]
        public string? VersionIdMarker { get; init; }
    }

    /// <inheritdoc cref="ListObjectVersions"/>
    [XmlElementName("ListVersionsResult")]
    public sealed record Response
    {
        /// <summary>The bucket.</summary>
        public string? Name { get; init; }

        /// <summary>As asked.</summary>
        public string? Prefix { get; init; }

        /// <summary>As asked.</summary>
        public string? KeyMarker { get; init; }

        /// <summary>As asked.</summary>
        public string? VersionIdMarker { get; init; }

        /// <summary>Where the next page begins.</summary>
        public string? NextKeyMarker { get; init; }

        /// <summary>Where the next page begins.</summary>
        public string? NextVersionIdMarker { get; init; }

        /// <summary>As asked.</summary>
        public int MaxKeys { get; init; }

        /// <summary>As asked.</summary>
        public string? Delimiter { get; init; }

        /// <summary>As asked.</summary>
        public string? EncodingType { get; init; }

        /// <summary>There is more.</summary>
        public bool IsTruncated { get; init; }

        /// <summary>The versions and delete markers, in one order.</summary>
        [Items(Flat = true)]
        public IReadOnlyList<ListedVersion> Versions { get; init; } = [];

        /// <summary>What keys were rolled up to.</summary>
        [Items(Flat = true)]
        public IReadOnlyList<CommonPrefix> CommonPrefixes { get; init; } = [];
    }

    /// <summary>A version in the list, or a delete marker, which has less to tell.</summary>
    public sealed record ListedVersion(
        string? Key, string VersionId, bool IsLatest, string LastModified, string? ETag, long? Size, string? StorageClass, Owner Owner, string? ChecksumType)
        : INamedElement
    {
        /// <summary>Its checksum's algorithm.</summary>
        [Items(Flat = true)]
        public IReadOnlyList<string> ChecksumAlgorithm { get; init; } = [];

        /// <inheritdoc/>
        public string ElementName => Size is null ? "DeleteMarker" : "Version";
    }

    /// <inheritdoc/>
    public async ValueTask<Response> InvokeAsync(Request request, Call call, CancellationToken cancellation)
    {
        var max = ListParameters.MaxKeys(request.MaxKeys, "max-keys");
        var encoding = ListParameters.Encoding(request.EncodingType);
        var (keyMarker, versionMarker) = (ListParameters.NullIfEmpty(request.KeyMarker), ListParameters.NullIfEmpty(request.VersionIdMarker));
        if (keyMarker is null && versionMarker is not null)
            throw S3Faults.InvalidArgument("A version-id marker cannot be specified without a key marker.", "version-id-marker", versionMarker);
        var access = new S3Access { Prefix = request.Prefix ?? "", Delimiter = request.Delimiter, MaxKeys = request.MaxKeys };
        var bucket = (await buckets.GetAsync(call, request, "ListBucketVersions", cancellation, access)).Value;
        var query = new KeyQuery(request.Prefix ?? "", request.Delimiter ?? "", keyMarker, max) { AfterChild = versionMarker };
        var page = await listing.ListAsync(bucket, query, cancellation);
        var owner = Owner.Of(bucket.Account);
        return new()
        {
            Name = bucket.Name,
            Prefix = encoding.Apply(request.Prefix ?? ""),
            KeyMarker = encoding.Apply(request.KeyMarker ?? ""),
            VersionIdMarker = request.VersionIdMarker ?? "",
            NextKeyMarker = page.IsTruncated ? encoding.Apply(page.LastKey) : null,
            NextVersionIdMarker = page.IsTruncated ? page.LastVersionId : null,
            MaxKeys = max,
            Delimiter = encoding.Apply(ListParameters.NullIfEmpty(request.Delimiter)),
            EncodingType = encoding.Name,
            IsTruncated = page.IsTruncated,
            Versions = [.. page.Items.Select(item => Of(item.Version, item.IsLatest, owner, encoding))],
            CommonPrefixes = [.. page.Prefixes.Select(prefix => new CommonPrefix(encoding.Apply(prefix)!))],
        };
    }

    private static ListedVersion Of(ObjectVersion version, bool isLatest, Owner owner, KeyEncoding encoding) => version.IsDeleteMarker
        ? new(encoding.Apply(version.Key), version.VersionId, isLatest, S3Time.Xml(version.Modified), null, null, null, owner, null)
        : new(encoding.Apply(version.Key), version.VersionId, isLatest, S3Time.Xml(version.Modified), $"\"{version.ETag}\"",
            version.Size, version.StorageClass, owner, version.Checksum?.Type)
        {
            ChecksumAlgorithm = version.Checksum is { } checksum ? [checksum.Algorithm.ToString()] : [],
        };
}
