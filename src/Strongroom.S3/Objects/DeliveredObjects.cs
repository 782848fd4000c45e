using Strongroom.Audit;
using Strongroom.Aws;
using Strongroom.S3.Headers;
using Strongroom.Seams;
using Strongroom.Storage;

namespace Strongroom.S3;

/// <summary>Objects that other services of this installation put into buckets, as far as the buckets' policies let them.</summary>
public sealed class DeliveredObjects(
    Records records, S3Authorizer authorizer, EncryptionRules rules, VersionChanges changes, ObjectWriter writer, IObjectBytes bytes) : IObjects
{
    // Whoever delivers gives what it delivers to the bucket's owner; policies ask for it.
    private const string Acl = "bucket-owner-full-control";

    /// <inheritdoc/>
    public async ValueTask<BucketPlace?> FindBucketAsync(string bucket, CancellationToken cancellation) =>
        await FindAsync(bucket, cancellation) is { Value: var found } ? new(found.Account, found.Region) : null;

    /// <inheritdoc/>
    public async ValueTask<bool> MayDeliverAsync(Call call, Delivery delivery, CancellationToken cancellation)
    {
        if (await FindAsync(delivery.Bucket, cancellation) is not { Value: var bucket }) return false;
        try
        {
            await authorizer.DemandAsync(ChildOf(call, bucket, delivery), "GetBucketAcl", bucket, null, AccessOf(delivery), cancellation);
            await authorizer.DemandAsync(ChildOf(call, bucket, delivery), "PutObject", bucket, delivery.Key, AccessOf(delivery), cancellation);
            return true;
        }
        catch (FaultException)
        {
            return false;
        }
    }

    /// <inheritdoc/>
    public async ValueTask StageAsync(Call call, Delivery delivery, DeliveredObject content, CancellationToken cancellation)
    {
        var bucket = await FindAsync(delivery.Bucket, cancellation) ?? throw S3Faults.NoSuchBucket(delivery.Bucket);
        var child = ChildOf(call, bucket.Value, delivery);
        call.FurtherRecords.Add(child.Record);
        var encryption = new SseHeaders { ServerSideEncryption = content.KmsKeyId is null ? null : "aws:kms", SSEKMSKeyId = content.KmsKeyId };
        await authorizer.DemandAsync(child, "PutObject", bucket.Value, delivery.Key, AccessOf(delivery) with { Encryption = encryption }, cancellation);

        var name = new ObjectName(bucket.Value.Name, delivery.Key, Guid.NewGuid().ToString("N"));
        using var asked = rules.Of(child, bucket.Value, encryption);
        using var key = await bytes.CreateKeyAsync(child, name, asked.Encryption, cancellation);
        await using var stream = new MemoryStream(content.Bytes.ToArray(), writable: false);
        var written = await writer.WriteAsync(key, 1, stream, content.Bytes.Length, ChecksumAlgorithm.CRC64NVME, null, cancellation);
        bytes.Keep(call.Changes, [written.Part]);
        await changes.PutAsync(child, bucket, new()
        {
            Key = delivery.Key,
            Id = "",
            Uid = name.VersionId,
            Modified = S3Time.ToSecond(call.Time),
            Size = written.Part.Length,
            ETag = written.ETag(key.Algorithm),
            Headers = new() { ContentType = content.ContentType, ContentEncoding = content.ContentEncoding, Metadata = content.Metadata },
            Checksum = written.Checksum,
            Seal = bytes.Seal(key, name, written.Part.Length),
            Parts = [new(written.Part)],
        }, null, cancellation);
    }

    private ValueTask<Stored<Bucket>?> FindAsync(string bucket, CancellationToken cancellation) =>
        records.FindAsync(Bucket.Records, Bucket.Records.Key(bucket), cancellation);

    private static S3Access AccessOf(Delivery delivery) => new() { Acl = Acl, SourceArn = delivery.SourceArn, SourceAccount = delivery.SourceAccount };

    // A service has no policies of its own: the bucket's decides, as for a caller of the bucket's account.
    private static Call ChildOf(Call call, Bucket bucket, Delivery delivery)
    {
        var caller = call.Caller with { Account = bucket.Account };
        var id = Guid.NewGuid();
        var child = new Call
        {
            RequestId = id,
            Caller = caller,
            Region = bucket.Region,
            SourceAddress = call.SourceAddress,
            UserAgent = call.UserAgent,
            Tls = call.Tls,
            Time = call.Time,
            Parent = call,
            Changes = call.Changes,
            Record = new()
            {
                EventId = Guid.NewGuid(),
                EventTime = call.Time,
                EventSource = "s3.amazonaws.com",
                EventName = "PutObject",
                Caller = caller,
                Region = bucket.Region,
                SourceAddress = call.SourceAddress,
                UserAgent = call.UserAgent,
                RequestId = id,
                ManagementEvent = false,
                RecipientAccount = bucket.Account,
            },
        };
        child.Touch(bucket.Account, "AWS::S3::Object", bucket.ArnOf(delivery.Key));
        child.Touch(bucket.Account, "AWS::S3::Bucket", bucket.Arn);
        return child;
    }
}
