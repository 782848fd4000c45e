using Strongroom.Aws;
using Strongroom.S3.Multipart;
using Strongroom.Storage;

namespace Strongroom.S3.Operations;

/// <summary>Deletes a bucket that has no objects, versions or delete markers. Multipart uploads under way go with it.</summary>
[Operation("s3.DeleteBucket")]
[Http("DELETE", "/{Bucket}", Status = 204)]
public sealed class DeleteBucket(Records records, BucketStore buckets, UploadStore uploads) : IOperation<BucketRequest, Unit>
{
    // So many uploads go in one call; with more the caller must abort some first.
    private const int MostUploads = 100;

    /// <inheritdoc/>
    public async ValueTask<Unit> InvokeAsync(BucketRequest request, Call call, CancellationToken cancellation)
    {
        var bucket = await buckets.GetAsync(call, request, "DeleteBucket", cancellation);
        var gate = await records.ReadAsync(BucketGate.Records, BucketGate.KeyOf(bucket.Value), cancellation);
        if (await AnyAsync(ObjectVersion.Current, bucket.Value, cancellation) || await AnyAsync(ObjectVersion.Older, bucket.Value, cancellation)) throw NotEmpty(bucket.Value);

        var underWay = await uploads.ListAsync(bucket.Value, MostUploads, cancellation);
        if (underWay.Count == MostUploads) throw NotEmpty(bucket.Value);
        foreach (var upload in underWay) await uploads.StageAbortAsync(call, upload, cancellation);

        // An object that was put since the look inside has moved the gate.
        if (gate is null) call.Changes.CheckAbsent(BucketGate.Records, BucketGate.KeyOf(bucket.Value));
        else call.Changes.Delete(BucketGate.Records, gate);
        call.Changes.Delete(Bucket.Records, bucket);
        if (await records.FindAsync(Bucket.ByAccount, Bucket.ByAccount.Key(bucket.Value.Account, bucket.Value.Name), cancellation) is { } listed)
            call.Changes.Delete(Bucket.ByAccount, listed);
        return default;
    }

    private async ValueTask<bool> AnyAsync(RecordType<ObjectVersion> type, Bucket bucket, CancellationToken cancellation)
    {
        var from = type.Key(bucket.Id);
        return (await records.RangeAsync(type, from, from.EndOfChildren, 1, cancellation: cancellation)).Count > 0;
    }

    private static FaultException NotEmpty(Bucket bucket)
        => new("BucketNotEmpty", "The bucket you tried to delete is not empty") { Status = 409, Details = S3Faults.Detail("BucketName", bucket.Name) };
}
