using Strongroom.Aws;
using Strongroom.S3.Operations;
using Strongroom.Storage;

namespace Strongroom.S3;

/// <summary>Finds buckets, and decides what is done with them.</summary>
public sealed class BucketStore(Records records, S3Authorizer authorizer)
{
    /// <summary>The bucket, whoever asks.</summary>
    /// <exception cref="FaultException">NoSuchBucket; PermanentRedirect where it is in another region than was asked.</exception>
    public async ValueTask<Stored<Bucket>> FindAsync(Call call, string name, CancellationToken cancellation)
    {
        var bucket = await FindAnywhereAsync(call, name, cancellation);
        if (bucket.Value.Region != call.Region && call.Caller.Type != Access.CallerType.Anonymous) throw S3Faults.OtherRegion(bucket.Value);
        return bucket;
    }

    /// <summary>The bucket, whoever asks and in whichever region: the source of a copy may be in another.</summary>
    /// <exception cref="FaultException">NoSuchBucket.</exception>
    public async ValueTask<Stored<Bucket>> FindAnywhereAsync(Call call, string name, CancellationToken cancellation)
    {
        var bucket = await records.FindAsync(Bucket.Records, Bucket.Records.Key(name), cancellation) ?? throw S3Faults.NoSuchBucket(name);
        call.Touch(bucket.Value.Account, "AWS::S3::Bucket", bucket.Value.Arn);
        return bucket;
    }

    /// <summary>The bucket, if the caller may do <paramref name="action"/> with it.</summary>
    /// <exception cref="FaultException">Also AccessDenied.</exception>
    public async ValueTask<Stored<Bucket>> GetAsync(
        Call call, BucketRequest request, string action, CancellationToken cancellation, S3Access? access = null)
    {
        var bucket = await FindAsync(call, request.Bucket, cancellation);
        DemandOwner(bucket.Value, request.ExpectedBucketOwner);
        await authorizer.DemandAsync(call, action, bucket.Value, null, access, cancellation);
        return bucket;
    }

    /// <summary>The bucket, if the caller may manage its policy: the owner's root always may, so that no policy shuts everybody out for good.</summary>
    /// <exception cref="FaultException">Also AccessDenied.</exception>
    public async ValueTask<Stored<Bucket>> GetForPolicyAsync(Call call, BucketRequest request, string action, CancellationToken cancellation)
    {
        var bucket = await FindAsync(call, request.Bucket, cancellation);
        DemandOwner(bucket.Value, request.ExpectedBucketOwner);
        if (call.Caller.Type != Access.CallerType.Root || call.Account != bucket.Value.Account)
            await authorizer.DemandAsync(call, action, bucket.Value, null, null, cancellation);
        return bucket;
    }

    /// <summary>The bucket, if the caller may do <paramref name="action"/> with an object in it.</summary>
    /// <exception cref="FaultException">Also AccessDenied.</exception>
    public async ValueTask<Stored<Bucket>> GetForAsync(
        Call call, ObjectRequest request, string action, CancellationToken cancellation, S3Access? access = null)
    {
        var bucket = await FindAsync(call, request.Bucket, cancellation);
        DemandOwner(bucket.Value, request.ExpectedBucketOwner);
        await DemandAsync(call, bucket.Value, request.Key, action, cancellation, access);
        return bucket;
    }

    /// <summary>Refuses unless the caller may do <paramref name="action"/> with an object of a bucket.</summary>
    /// <exception cref="FaultException">AccessDenied; KeyTooLongError.</exception>
    public async ValueTask DemandAsync(Call call, Bucket bucket, string key, string action, CancellationToken cancellation, S3Access? access = null)
    {
        KeyRules.Demand(key);
        call.Touch(bucket.Account, "AWS::S3::Object", bucket.ArnOf(key));
        await authorizer.DemandAsync(call, action, bucket, key, access, cancellation);
    }

    /// <summary>Refuses if the bucket is another account's than the request expects.</summary>
    /// <exception cref="FaultException">AccessDenied.</exception>
    public static void DemandOwner(Bucket bucket, string? expected)
    {
        if (expected is not null && expected != bucket.Account) throw S3Faults.AccessDenied();
    }
}

/// <summary>The rules for keys of objects.</summary>
public static class KeyRules
{
    /// <summary>The most bytes of a key in UTF-8.</summary>
    public const int MaxBytes = 1024;

    /// <summary>Refuses a key that no object may have.</summary>
    /// <exception cref="FaultException">KeyTooLongError.</exception>
    public static void Demand(string key)
    {
        var length = System.Text.Encoding.UTF8.GetByteCount(key);
        if (length <= MaxBytes) return;
        throw new FaultException("KeyTooLongError", "Your key is too long")
        {
            Details = new Dictionary<string, object?> { ["Size"] = length, ["MaxSizeAllowed"] = MaxBytes },
        };
    }
}
