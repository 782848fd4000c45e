using Strongroom.Aws;
using Strongroom.Cryptography;
using Strongroom.Storage;

namespace Strongroom.S3;

/// <summary>
/// The bytes of objects: sealed on their way in, opened on their way out. Operations decide who may, and keep what this returns in their records.
/// </summary>
/// <remarks>
/// An object has one object key, and one part or (after a multipart upload) many, each sealed apart under it. A put is: create the key, write part 1,
/// seal the key for the whole length, stage the record and keep the part with it. Nothing here commits or knows an object's record.
/// </remarks>
public interface IObjectBytes
{
    /// <summary>Makes an object's key. For SSE-KMS this asks KMS for a data key, as the caller of <paramref name="call"/>.</summary>
    /// <exception cref="FaultException">KMS refuses, in S3's words.</exception>
    ValueTask<ObjectKey> CreateKeyAsync(Call call, ObjectName name, ObjectEncryption encryption, CancellationToken cancellation);

    /// <summary>Opens an object's key again. For SSE-KMS this asks KMS to decrypt, as the caller of <paramref name="call"/>.</summary>
    /// <param name="call">The call that needs it.</param>
    /// <param name="name">What the key was sealed for.</param>
    /// <param name="seal">From <see cref="Seal"/>.</param>
    /// <param name="length">The length of the whole, as it was given to <see cref="Seal"/>.</param>
    /// <param name="customerKey">The key that came with the request, for SSE-C; only borrowed.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="FaultException">KMS refuses, or <paramref name="customerKey"/> is another than it was (<see cref="S3Faults.WrongCustomerKey"/>).</exception>
    /// <exception cref="DamagedObjectException">The seal is not one of this object.</exception>
    ValueTask<ObjectKey> OpenKeyAsync(
        Call call, ObjectName name, ObjectSeal seal, long? length, KeyMaterial? customerKey, CancellationToken cancellation);

    /// <summary>Seals an object's key, bound to the object's name and length, so that it can be kept.</summary>
    /// <param name="key">The key, as it was created or opened.</param>
    /// <param name="name">The object.</param>
    /// <param name="length">Bytes of plaintext of the whole; null while a multipart upload is under way.</param>
    ObjectSeal Seal(ObjectKey key, ObjectName name, long? length);

    /// <summary>Seals the same object key under another encryption: the object is re-keyed, not rewritten.</summary>
    /// <exception cref="FaultException">KMS refuses.</exception>
    ValueTask<ObjectSeal> ResealAsync(
        Call call, ObjectKey key, ObjectName name, long? length, ObjectEncryption encryption, CancellationToken cancellation);

    /// <summary>Reads <paramref name="plaintext"/> to its end and stores it, sealed and durable.</summary>
    /// <param name="key">The object's key.</param>
    /// <param name="number">The part's number, bound to its bytes: from 1 to 10,000; 1 where the object is one piece.</param>
    /// <param name="plaintext">The bytes. Read ahead by another thread while what came before is sealed.</param>
    /// <param name="length">How many are expected, where that is known.</param>
    /// <param name="cancellation">Gives up; then, and when reading fails, nothing is left.</param>
    ValueTask<ObjectPart> WriteAsync(ObjectKey key, int number, Stream plaintext, long? length, CancellationToken cancellation);

    /// <summary>Opens a range of the plaintext.</summary>
    /// <param name="key">The object's key, which must outlive the stream.</param>
    /// <param name="parts">All parts of the object, in order.</param>
    /// <param name="offset">From where.</param>
    /// <param name="length">How many bytes.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>A stream of exactly so many bytes. A read throws <see cref="DamagedObjectException"/> where the stored bytes are not those that were
    /// written; the first bytes have been read and checked by the time this returns.</returns>
    /// <exception cref="DamagedObjectException">A part is missing or damaged.</exception>
    ValueTask<Stream> ReadAsync(
        ObjectKey key, IReadOnlyList<ObjectPart> parts, long offset, long length, CancellationToken cancellation);

    /// <summary>Stages that written parts are kept, in the same commit as the record that names them.</summary>
    /// <remarks>Whatever is not kept soon after it was written, because the call was refused or the process died, is swept away.</remarks>
    void Keep(StagedChanges changes, IReadOnlyList<ObjectPart> parts);

    /// <summary>Lets go at once of written parts that shall not be kept after all; nothing happens to kept ones.</summary>
    void Discard(IReadOnlyList<ObjectPart> parts);

    /// <summary>Stages the end of kept parts, in the same commit as the end of the record that names them. Who reads them reads on to the end.</summary>
    ValueTask DeleteAsync(StagedChanges changes, IReadOnlyList<ObjectPart> parts, CancellationToken cancellation);
}

/// <summary>An object's key in use. Whoever created or opened it disposes it.</summary>
public abstract class ObjectKey : IDisposable
{
    /// <summary>How it is sealed.</summary>
    public abstract ServerSideEncryption Algorithm { get; }

    /// <summary>The ARN of the KMS key, for SSE-KMS.</summary>
    public abstract string? KmsKeyArn { get; }

    /// <summary>A bucket key stands between the KMS key and the object's.</summary>
    public abstract bool BucketKeyEnabled { get; }

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Wipes the key.</summary>
    protected abstract void Dispose(bool disposing);
}

/// <summary>An object's key at rest, with what may be told of it.</summary>
/// <param name="Algorithm">How it is sealed.</param>
/// <param name="KmsKeyArn">The ARN of the KMS key, for SSE-KMS.</param>
/// <param name="BucketKeyEnabled">A bucket key stands between.</param>
/// <param name="Bytes">docs/formats/object-seal.md.</param>
public sealed record ObjectSeal(ServerSideEncryption Algorithm, string? KmsKeyArn, bool BucketKeyEnabled, byte[] Bytes);

/// <summary>A sealed part of an object.</summary>
/// <param name="Number">Its number.</param>
/// <param name="Length">Bytes of plaintext.</param>
/// <param name="Blob">Where the bytes are.</param>
/// <param name="Seal">What ties the blob to the object: docs/formats/object-part.md.</param>
public sealed record ObjectPart(int Number, long Length, string Blob, byte[] Seal);

/// <summary>Stored bytes of an object are not what was written.</summary>
public sealed class DamagedObjectException(string reason) : Exception(reason);
