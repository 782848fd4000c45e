using Strongroom.Aws;

namespace Strongroom.Seams;

/// <summary>What other services ask of S3 in their own name: to keep what they deliver in somebody's bucket.</summary>
public interface IObjects
{
    /// <summary>The bucket of that name; null where there is none.</summary>
    ValueTask<BucketPlace?> FindBucketAsync(string bucket, CancellationToken cancellation);

    /// <summary>True when the bucket's policy lets the service of <paramref name="call"/> look at the bucket and put an object there.</summary>
    ValueTask<bool> MayDeliverAsync(Call call, Delivery delivery, CancellationToken cancellation);

    /// <summary>Stores an object, staged on <paramref name="call"/> with a record of its own: it is there once the call is committed.</summary>
    /// <param name="call">The service's own call; its caller is the service.</param>
    /// <param name="delivery">Where, and on behalf of what.</param>
    /// <param name="content">The object.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="FaultException">The bucket is gone, or its policy or its KMS key refuses the service.</exception>
    ValueTask StageAsync(Call call, Delivery delivery, DeliveredObject content, CancellationToken cancellation);
}

/// <summary>Where a bucket is, and whose.</summary>
public sealed record BucketPlace(string Account, string Region);

/// <summary>What a service delivers, as policies can ask about it.</summary>
/// <param name="Bucket">The bucket.</param>
/// <param name="Key">The object.</param>
/// <param name="SourceArn">What it is delivered for: <c>aws:SourceArn</c>.</param>
/// <param name="SourceAccount">Whose that is: <c>aws:SourceAccount</c>.</param>
public sealed record Delivery(string Bucket, string Key, string SourceArn, string SourceAccount);

/// <summary>An object to be delivered.</summary>
/// <param name="Bytes">Its bytes.</param>
/// <param name="ContentType">Its type.</param>
/// <param name="ContentEncoding">Such as <c>gzip</c>.</param>
/// <param name="Metadata">Its metadata.</param>
/// <param name="KmsKeyId">The KMS key to encrypt it under; the bucket's default where null.</param>
public sealed record DeliveredObject(
    ReadOnlyMemory<byte> Bytes, string ContentType, string? ContentEncoding, IReadOnlyDictionary<string, string> Metadata, string? KmsKeyId);
