using System.Runtime.CompilerServices;
using Strongroom.Access;
using Strongroom.Audit;
using Strongroom.Aws;
using Strongroom.Cryptography;
using Strongroom.Storage;

namespace Strongroom.S3;

/// <summary>Reads every object with its key, its seal and its parts to the last byte, and names what is damaged.</summary>
/// <remarks>
/// KMS keys are asked for as the root of the bucket's account, with audit records. Where KMS refuses, and for objects under customers' keys, what
/// can be seen without a key is checked: that each part is there, has its length, and is the box that the record names.
/// </remarks>
public sealed class ObjectVerifier(
    Records records, VersionStore versions, IObjectBytes bytes, MasterKeys masterKeys, Blobs blobs, AuditTrail trail, TimeProvider time)
{
    private const int Page = 100;

    /// <summary>Every object, one after the other; damaged ones say how.</summary>
    public async IAsyncEnumerable<VerifiedObject> VerifyAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        foreach (var key in await masterKeys.ListAsync(cancellation))
            if (!masterKeys.Opens(key)) yield return new("", "", "", 0, null, $"S3's master key {key.Number} does not open.");

        await foreach (var bucket in RangeAsync(Bucket.Records, Bucket.Records.Key(), cancellation))
        {
            foreach (var type in (RecordType<ObjectVersion>[])[ObjectVersion.Current, ObjectVersion.Older])
            {
                await foreach (var version in RangeAsync(type, type.Key(bucket.Value.Id), cancellation))
                    if (!version.Value.IsDeleteMarker) yield return await VerifyAsync(bucket.Value, version.Value, cancellation);
            }
        }
    }

    private async Task<VerifiedObject> VerifyAsync(Bucket bucket, ObjectVersion version, CancellationToken cancellation)
    {
        var result = new VerifiedObject(bucket.Name, version.Key, version.VersionId, version.Size, null, null);
        try
        {
            IReadOnlyList<ObjectPart> parts = [.. (await versions.PartsAsync(version, cancellation)).Select(static part => part.Bytes)];
            if (parts.Sum(static part => part.Length) != version.Size) return result with { Damage = "Its parts do not add up to its length." };
            return result with { NotOpened = await ReadAsync(bucket, version, parts, cancellation) };
        }
        catch (Exception damage) when (damage is DamagedObjectException or DamagedRecordException or IOException)
        {
            return result with { Damage = damage.Message };
        }
    }

    /// <summary>Null where every byte was opened; else why not.</summary>
    private async Task<string?> ReadAsync(Bucket bucket, ObjectVersion version, IReadOnlyList<ObjectPart> parts, CancellationToken cancellation)
    {
        if (version.Seal is not { } seal) throw new DamagedObjectException("It has no seal.");
        if (seal.Algorithm == ServerSideEncryption.Customer)
        {
            foreach (var part in parts) await LookAsync(part, cancellation);
            return "It needs its customer's key.";
        }

        var call = CallOf(bucket);
        try
        {
            using var key = await bytes.OpenKeyAsync(call, version.NameIn(bucket), seal, version.SealedLength, null, cancellation);
            await using var stream = await bytes.ReadAsync(key, parts, 0, version.Size, cancellation);
            await stream.CopyToAsync(Stream.Null, cancellation);
            return null;
        }
        catch (FaultException refused)
        {
            foreach (var part in parts) await LookAsync(part, cancellation);
            return $"{refused.Code}: {refused.Text}";
        }
        finally
        {
            await trail.CommitAsync(call.Changes, call.FurtherRecords, cancellation);
        }
    }

    // Without a key: the box is there, as long as it must be, and has the commitment that the record names.
    private async Task LookAsync(ObjectPart part, CancellationToken cancellation)
    {
        using var reader = BlobId.TryParse(part.Blob, out var id) ? await blobs.OpenAsync(id, cancellation) : null;
        if (reader is null) throw new DamagedObjectException($"Part {part.Number} (blob {part.Blob}) is missing.");
        var header = new byte[BoxLayout.HeaderLength];
        if (reader.Length != BoxLayout.SealedLength(part.Length) || reader.Read(0, header) != header.Length
            || !PartSeal.Fits(part.Seal, header.AsSpan(BoxLayout.HeaderLength - PartSeal.CommitmentLength)))
            throw new DamagedObjectException($"Part {part.Number} (blob {part.Blob}) is not the one that was written here.");
    }

    private Call CallOf(Bucket bucket)
    {
        var (now, caller) = (time.GetUtcNow(), Caller.Root(bucket.Account, null));
        return new()
        {
            RequestId = Guid.NewGuid(),
            Caller = caller,
            Region = bucket.Region,
            SourceAddress = "s3.amazonaws.com",
            UserAgent = "s3.amazonaws.com",
            Tls = true,
            Time = now,
            Record = new()
            {
                EventId = Guid.NewGuid(),
                EventTime = now,
                EventSource = "s3.amazonaws.com",
                EventName = "VerifyObject",
                Caller = caller,
                Region = bucket.Region,
                RecipientAccount = bucket.Account,
            },
        };
    }

    private async IAsyncEnumerable<Stored<T>> RangeAsync<T>(RecordType<T> type, RecordKey all, [EnumeratorCancellation] CancellationToken cancellation)
        where T : class
    {
        for (var from = all; ;)
        {
            var page = await records.RangeAsync(type, from, all.EndOfChildren, Page, cancellation: cancellation);
            foreach (var record in page) yield return record;
            if (page.Count < Page) yield break;
            from = page[^1].Key.Then("");
        }
    }
}

/// <summary>An object that was looked at.</summary>
/// <param name="Bucket">The bucket; empty for a master key.</param>
/// <param name="Key">The object.</param>
/// <param name="VersionId">The version.</param>
/// <param name="Length">Bytes.</param>
/// <param name="NotOpened">Why only what can be seen without a key was checked; null where every byte was opened.</param>
/// <param name="Damage">What is wrong; null for nothing.</param>
public sealed record VerifiedObject(string Bucket, string Key, string VersionId, long Length, string? NotOpened, string? Damage);
