using Strongroom.Aws;
using Strongroom.Storage;

namespace Strongroom.S3.Operations;

/// <summary>Makes a bucket: private, without ACLs, encrypted by default.</summary>
[Operation("s3.CreateBucket")]
[Http("PUT", "/{Bucket}")]
public sealed class CreateBucket(Records records, S3Authorizer authorizer) : IOperation<CreateBucket.Request, CreateBucket.Response>
{
    private const int MostBuckets = 10_000;

    /// <inheritdoc cref="CreateBucket"/>
    public sealed record Request
    {
        /// <summary>The name.</summary>
        [InPath("Bucket")]
        public required string Bucket { get; init; }

        /// <summary>A canned ACL; buckets without ACLs take <c>private</c> only.</summary>
        [InHeader("x-amz-acl")]
        public string? ACL { get; init; }

        /// <summary>Who is to own objects.</summary>
        [InHeader("x-amz-object-ownership")]
        public string? ObjectOwnership { get; init; }

        /// <summary>True to lock objects, which is not served.</summary>
        [InHeader("x-amz-bucket-object-lock-enabled")]
        public bool? ObjectLockEnabledForBucket { get; init; }

        /// <summary>Where, and with which tags.</summary>
        [Payload]
        public Configuration? CreateBucketConfiguration { get; init; }
    }

    /// <summary>Where a bucket is made.</summary>
    [XmlElementName("CreateBucketConfiguration")]
    public sealed record Configuration
    {
        /// <summary>The region; left out for us-east-1.</summary>
        public string? LocationConstraint { get; init; }

        /// <summary>Tags.</summary>
        [Items("Tag")]
        public IReadOnlyList<Tag>? Tags { get; init; }
    }

    /// <inheritdoc cref="CreateBucket"/>
    public sealed record Response
    {
        /// <summary>The bucket's path.</summary>
        [InHeader("Location")]
        public string? Location { get; init; }
    }

    /// <inheritdoc/>
    public async ValueTask<Response> InvokeAsync(Request request, Call call, CancellationToken cancellation)
    {
        BucketName.Demand(request.Bucket);
        var location = request.CreateBucketConfiguration?.LocationConstraint;
        DemandHere(location, call.Region);
        var tags = Tag.CheckOfBucket(request.CreateBucketConfiguration?.Tags ?? []);
        await authorizer.DemandAsync(call, "CreateBucket", $"arn:aws:s3:::{request.Bucket}",
            new() { LocationConstraint = location, Acl = request.ACL, ObjectOwnership = request.ObjectOwnership, RequestTags = tags }, cancellation);
        if (request.ObjectLockEnabledForBucket == true) throw new FaultException("NotImplemented", "Object Lock is not served.") { Status = 501 };

        if (await records.FindAsync(Bucket.Records, Bucket.Records.Key(request.Bucket), cancellation) is { } taken)
            return Again(request.Bucket, taken.Value, call);

        var index = Bucket.ByAccount.Key(call.Account);
        if ((await records.RangeAsync(Bucket.ByAccount, index, index.EndOfChildren, MostBuckets, cancellation: cancellation)).Count == MostBuckets)
            throw new FaultException("TooManyBuckets", "You have attempted to create more buckets than allowed");

        var bucket = new Bucket
        {
            Name = request.Bucket,
            Id = Guid.NewGuid().ToString("N"),
            Account = call.Account,
            Region = call.Region,
            Created = call.Time,
            Ownership = PutBucketOwnershipControls.Check(request.ObjectOwnership ?? "BucketOwnerEnforced"),
            Tags = tags,
        };
        call.Touch(call.Account, "AWS::S3::Bucket", bucket.Arn);
        call.Changes.Create(Bucket.Records, Bucket.Records.Key(bucket.Name), bucket);
        call.Changes.Create(Bucket.ByAccount, index.Then(bucket.Name), new BucketOfAccount(bucket.Name, bucket.Region, bucket.Created));
        return new() { Location = "/" + bucket.Name };
    }

    // In us-east-1, and there only, one may make one's own bucket again.
    private static Response Again(string name, Bucket taken, Call call)
    {
        if (taken.Account != call.Account)
        {
            throw new FaultException(
                "BucketAlreadyExists",
                "The requested bucket name is not available. The bucket namespace is shared by all users of the system. Please select a different name and try again.")
            {
                Status = 409,
                Details = S3Faults.Detail("BucketName", name),
            };
        }

        if (taken.Region == "us-east-1" && call.Region == "us-east-1") return new() { Location = "/" + name };
        throw new FaultException("BucketAlreadyOwnedByYou", "Your previous request to create the named bucket succeeded and you already own it.")
        {
            Status = 409,
            Details = S3Faults.Detail("BucketName", name),
        };
    }

    private static void DemandHere(string? location, string region)
    {
        if (location == "EU") location = "eu-west-1";
        if (location == region && region != "us-east-1") return;
        if (string.IsNullOrEmpty(location) && region == "us-east-1") return;
        throw location == "us-east-1" || location == region
            ? new FaultException("InvalidLocationConstraint", "The specified location-constraint is not valid")
            : new FaultException(
                "IllegalLocationConstraintException",
                $"The {(string.IsNullOrEmpty(location) ? "unspecified" : location)} location constraint is incompatible for the region specific endpoint this request was sent to.");
    }
}
