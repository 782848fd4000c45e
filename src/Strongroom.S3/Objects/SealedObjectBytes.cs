using Microsoft.Extensions.Logging;
using Strongroom.Aws;
using Strongroom.Cryptography;
using Strongroom.Storage;

namespace Strongroom.S3;

/// <summary>Objects as sealed boxes in blobs.</summary>
public sealed partial class SealedObjectBytes(Blobs blobs, ObjectKeys keys, ILogger<SealedObjectBytes> logger) : IObjectBytes
{
    private readonly PartWriter writer = new(blobs);

    /// <inheritdoc/>
    public async ValueTask<ObjectKey> CreateKeyAsync(Call call, ObjectName name, ObjectEncryption encryption, CancellationToken cancellation) =>
        await keys.CreateAsync(call, name, encryption, cancellation);

    /// <inheritdoc/>
    public async ValueTask<ObjectKey> OpenKeyAsync(
        Call call, ObjectName name, ObjectSeal seal, long? length, KeyMaterial? customerKey, CancellationToken cancellation)
    {
        try
        {
            return await keys.OpenAsync(call, name, seal, length, customerKey, cancellation);
        }
        catch (DamagedObjectException damage)
        {
            Damaged(name.Bucket, name.Key, name.VersionId, damage.Message);
            throw;
        }
    }

    /// <inheritdoc/>
    public ObjectSeal Seal(ObjectKey key, ObjectName name, long? length) => Own(key).Seal(name, length);

    /// <inheritdoc/>
    public ValueTask<ObjectSeal> ResealAsync(
        Call call, ObjectKey key, ObjectName name, long? length, ObjectEncryption encryption, CancellationToken cancellation) =>
        keys.ResealAsync(call, Own(key), name, length, encryption, cancellation);

    /// <inheritdoc/>
    public ValueTask<ObjectPart> WriteAsync(ObjectKey key, int number, Stream plaintext, long? length, CancellationToken cancellation) =>
        writer.WriteAsync(Own(key), number, plaintext, length, cancellation);

    /// <inheritdoc/>
    public async ValueTask<Stream> ReadAsync(
        ObjectKey key, IReadOnlyList<ObjectPart> parts, long offset, long length, CancellationToken cancellation)
    {
        var own = Own(key);
        var name = own.Name;
        return await ObjectStream.OpenAsync(blobs, own, parts, offset, length,
            damage => Damaged(name.Bucket, name.Key, name.VersionId, damage.Message), cancellation);
    }

    /// <inheritdoc/>
    public void Keep(StagedChanges changes, IReadOnlyList<ObjectPart> parts)
    {
        ArgumentNullException.ThrowIfNull(parts);
        foreach (var part in parts) blobs.Keep(changes, BlobOf(part));
    }

    /// <inheritdoc/>
    public void Discard(IReadOnlyList<ObjectPart> parts)
    {
        ArgumentNullException.ThrowIfNull(parts);
        foreach (var part in parts) blobs.Discard(BlobOf(part));
    }

    /// <inheritdoc/>
    public async ValueTask DeleteAsync(StagedChanges changes, IReadOnlyList<ObjectPart> parts, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(parts);
        foreach (var part in parts) await blobs.DeleteAsync(changes, BlobOf(part), cancellation);
    }

    private static OpenObjectKey Own(ObjectKey key) => key as OpenObjectKey ?? throw new ArgumentException("This key was made elsewhere.", nameof(key));

    private static BlobId BlobOf(ObjectPart part) =>
        BlobId.TryParse(part.Blob, out var id) ? id : throw new DamagedObjectException($"Part {part.Number} has no name of a blob.");

    [LoggerMessage(Level = LogLevel.Error, Message = "The object {Bucket}/{Key}, version {Version}, is damaged: {Reason}")]
    private partial void Damaged(string bucket, string key, string version, string reason);
}
