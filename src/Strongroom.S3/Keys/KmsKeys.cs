using System.Collections.Concurrent;
using Strongroom.Aws;
using Strongroom.Cryptography;
using Strongroom.Seams;

namespace Strongroom.S3;

/// <summary>KMS as S3 asks it, as its caller: a data key for each object, or a bucket key that serves many for a while.</summary>
/// <remarks>
/// The encryption context is <c>aws:s3:arn</c>, the object's ARN or, with bucket keys, the bucket's, besides the caller's own pairs. A bucket key
/// belongs to one requester: another's first use asks KMS again. User Guide, "Reducing the cost of SSE-KMS with Amazon S3 Bucket Keys".
/// </remarks>
public sealed class KmsKeys(IDataKeys dataKeys, TimeProvider time) : IDisposable
{
    /// <summary>How long a bucket key serves a requester before KMS is asked again.</summary>
    public static readonly TimeSpan BucketKeyLifetime = TimeSpan.FromMinutes(5);

    private const string Service = "s3", ArnName = "aws:s3:arn", DefaultKey = "alias/aws/s3";
    private const int MostBucketKeys = 4096;

    private readonly ConcurrentDictionary<Use, BucketKey> bucketKeys = new();

    /// <summary>A key to seal an object's key under. The receiver disposes it.</summary>
    /// <exception cref="FaultException">KMS refuses, in S3's words.</exception>
    internal async ValueTask<DataKey> GenerateAsync(Call call, ObjectName name, ObjectEncryption.Kms encryption, CancellationToken cancellation)
    {
        var keyId = encryption.KeyId ?? DefaultKey;
        if (!encryption.BucketKeyEnabled) return await AskAsync(name.Arn);
        var use = new Use(call.Caller.Arn, name.BucketArn, Convert.ToBase64String(encryption.Context.Canonical.Span), keyId, call.Region);
        if (Find(use) is { } known) return known;
        var made = await AskAsync(name.BucketArn);
        Keep(use, made);
        Keep(UseOf(call, name, made.Wrapped), made);
        return made;

        ValueTask<DataKey> AskAsync(string arn) => TranslatedAsync(
            () => dataKeys.GenerateAsync(call, Service, keyId, ContextOf(arn, encryption.Context), cancellation));
    }

    /// <summary>Opens the key that an object's key was sealed under. The receiver disposes it.</summary>
    /// <exception cref="FaultException">KMS refuses, in S3's words.</exception>
    internal async ValueTask<KeyMaterial> OpenAsync(Call call, ObjectName name, KmsSeal seal, CancellationToken cancellation)
    {
        if (!seal.BucketKeyEnabled) return await AskAsync(name.Arn);
        var use = UseOf(call, name, seal.Wrapped);
        if (Find(use) is { } known) return known.Plaintext;
        var opened = await AskAsync(name.BucketArn);
        Keep(use, new(seal.KeyArn, opened, seal.Wrapped));
        return opened;

        ValueTask<KeyMaterial> AskAsync(string arn) => TranslatedAsync(
            () => dataKeys.DecryptAsync(call, Service, seal.Wrapped, ContextOf(arn, seal.Context), cancellation));
    }

    /// <summary>Wipes all bucket keys.</summary>
    public void Dispose() => Drop(static _ => true);

    private static EncryptionContext ContextOf(string arn, EncryptionContext pairs) =>
        EncryptionContext.Of(pairs.Where(static pair => pair.Key != ArnName).Append(new(ArnName, arn)));

    private static Use UseOf(Call call, ObjectName name, byte[] wrapped) =>
        new(call.Caller.Arn, name.BucketArn, Convert.ToBase64String(wrapped), null, call.Region);

    // A copy, since the cache may drop its own at any moment.
    private DataKey? Find(Use use)
    {
        if (!bucketKeys.TryGetValue(use, out var key) || time.GetUtcNow() >= key.Until || !key.Key.Plaintext.TryBorrow(out var lease)) return null;
        using (lease) return key.Key with { Plaintext = KeyMaterial.CopyOf(lease.Bytes) };
    }

    private void Keep(Use use, DataKey key)
    {
        var now = time.GetUtcNow();
        if (bucketKeys.Count >= MostBucketKeys) Drop(old => now >= old.Until);
        if (bucketKeys.Count >= MostBucketKeys) Drop(static _ => true);
        using var lease = key.Plaintext.Borrow();
        var kept = new BucketKey(key with { Plaintext = KeyMaterial.CopyOf(lease.Bytes) }, now + BucketKeyLifetime);
        BucketKey? old = null;
        bucketKeys.AddOrUpdate(use, kept, (_, before) =>
        {
            old = before;
            return kept;
        });
        old?.Key.Dispose();
    }

    private void Drop(Func<BucketKey, bool> isDropped)
    {
        foreach (var (use, key) in bucketKeys)
            if (isDropped(key) && bucketKeys.TryRemove(use, out var dropped)) dropped.Key.Dispose();
    }

    private static async ValueTask<T> TranslatedAsync<T>(Func<ValueTask<T>> ask)
    {
        try
        {
            return await ask();
        }
        catch (FaultException refused)
        {
            throw S3Faults.OfKms(refused);
        }
    }

    private sealed record Use(string Requester, string Bucket, string Key, string? KeyId, string Region);

    private sealed record BucketKey(DataKey Key, DateTimeOffset Until);
}
