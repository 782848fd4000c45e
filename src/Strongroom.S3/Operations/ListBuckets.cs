using System.Text;
using Strongroom.Aws;
using Strongroom.S3.Headers;
using Strongroom.Storage;

namespace Strongroom.S3.Operations;

/// <summary>Lists the caller's buckets, by name.</summary>
[Operation("s3.ListBuckets", ReadOnly = true)]
[Http("GET", "/")]
public sealed class ListBuckets(Records records, S3Authorizer authorizer, PageTokens tokens) : IOperation<ListBuckets.Request, ListBuckets.Response>
{
    private const int Most = 10_000;

    /// <inheritdoc cref="ListBuckets"/>
    public sealed record Request
    {
        /// <summary>How many; from 1 to 10,000.</summary>
        [InQuery("max-buckets")]
        public int? MaxBuckets { get; init; }

        /// <summary>Where the last page ended.</summary>
        [InQuery("continuation-token")]
        public string? ContinuationToken { get; init; }

        /// <summary>What names begin with.</summary>
        [InQuery("prefix")]
        public string? Prefix { get; init; }

        /// <summary>Only those of one region.</summary>
        [InQuery("bucket-region")]
        public string? BucketRegion { get; init; }
    }

    /// <inheritdoc cref="ListBuckets"/>
    [XmlElementName("ListAllMyBucketsResult")]
    public sealed record Response
    {
        /// <summary>Whose they are.</summary>
        public Owner? Owner { get; init; }

        /// <summary>The buckets.</summary>
        [Items("Bucket")]
        public IReadOnlyList<ListedBucket> Buckets { get; init; } = [];

        /// <summary>Where the next page begins.</summary>
        public string? ContinuationToken { get; init; }

        /// <summary>As asked.</summary>
        public string? Prefix { get; init; }
    }

    /// <summary>A bucket in the list.</summary>
    public sealed record ListedBucket(string Name, string CreationDate, string BucketRegion, string BucketArn);

    /// <inheritdoc/>
    public async ValueTask<Response> InvokeAsync(Request request, Call call, CancellationToken cancellation)
    {
        if (request.MaxBuckets is < 1 or > Most)
        {
            throw S3Faults.InvalidArgument(
                "Argument max-buckets must be an integer between 1 and 10000", "max-buckets", request.MaxBuckets.Value.ToString(null as IFormatProvider));
        }

        await authorizer.DemandAsync(call, "ListAllMyBuckets", "*", null, cancellation);
        var list = $"ListBuckets\n{request.Prefix}\n{request.BucketRegion}";
        var root = Bucket.ByAccount.Key(call.Account);
        var from = AfterOf(request, call, list) is { } after ? root.Then(after).Then("") : root;
        var found = (await records.RangeAsync(Bucket.ByAccount, from, root.EndOfChildren, int.MaxValue, cancellation: cancellation))
            .Select(static bucket => bucket.Value)
            .Where(bucket => bucket.Name.StartsWith(request.Prefix ?? "", StringComparison.Ordinal) && (request.BucketRegion ?? bucket.Region) == bucket.Region)
            .Take((request.MaxBuckets ?? Most) + 1)
            .ToList();
        var hasMore = found.Count > (request.MaxBuckets ?? Most);
        if (hasMore) found.RemoveAt(found.Count - 1);
        return new()
        {
            Owner = Owner.Of(call.Account),
            Buckets = [.. found.Select(static bucket => new ListedBucket(bucket.Name, S3Time.Xml(S3Time.ToSecond(bucket.Created)), bucket.Region, $"arn:aws:s3:::{bucket.Name}"))],
            ContinuationToken = hasMore ? tokens.Seal(call, list, Encoding.UTF8.GetBytes(found[^1].Name)) : null,
            Prefix = request.Prefix,
        };
    }

    private string? AfterOf(Request request, Call call, string list)
    {
        if (request.ContinuationToken is not { Length: > 0 } token) return null;
        return tokens.Open(call, list, token) is { } position
            ? Encoding.UTF8.GetString(position)
            : throw S3Faults.InvalidArgument("The continuation token provided is incorrect", "continuation-token", token);
    }
}
