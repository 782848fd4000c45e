using Strongroom.Aws;
using Strongroom.Storage;

namespace Strongroom.S3;

/// <summary>Written anew with every object that is put, so that a bucket cannot be found empty and deleted while one comes in.</summary>
public sealed record BucketGate(DateTimeOffset Passed)
{
    /// <summary>The stored kind: key (bucket's id).</summary>
    public static RecordType<BucketGate> Records { get; } = new("s3-bucket-gate", new JsonRecordCodec<BucketGate>()) { Guarded = false, CacheCapacity = 0 };

    /// <summary>A bucket's gate.</summary>
    public static RecordKey KeyOf(Bucket bucket) => Records.Key(bucket.Id);

    /// <summary>Something comes into a bucket that was read: fails the call if the bucket has changed or gone by then.</summary>
    public static void Pass(Call call, Stored<Bucket> bucket)
    {
        call.Changes.Check(bucket);
        call.Changes.Write(Records, KeyOf(bucket.Value), new BucketGate(call.Time));
    }
}
