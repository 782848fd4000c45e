using Strongroom.Access;
using Strongroom.Aws;
using Strongroom.Cryptography;
using Strongroom.S3.Headers;

namespace Strongroom.S3.Operations;

/// <summary>What GetObject and HeadObject have in common: everything up to the bytes.</summary>
public sealed class ObjectReader(BucketStore buckets, VersionStore versions, EncryptionRules rules)
{
    /// <summary>Finds what a read is about, permits it, and says all of it but the bytes.</summary>
    /// <exception cref="FaultException">Every refusal of a read.</exception>
    public async ValueTask<Reading> ReadAsync(ReadRequest request, Call call, CancellationToken cancellation)
    {
        var bucket = await buckets.FindAsync(call, request.Bucket, cancellation);
        BucketStore.DemandOwner(bucket.Value, request.ExpectedBucketOwner);

        // Policies may ask for the tags of the object, so it is looked for first; nothing of it is told before the decision.
        var found = string.IsNullOrEmpty(request.VersionId)
            ? await versions.FindCurrentAsync(bucket.Value, request.Key, cancellation)
            : VersionIds.IsOne(request.VersionId) || request.VersionId == "null" ? await versions.FindAsync(bucket.Value, request.Key, request.VersionId, cancellation) : null;
        var action = string.IsNullOrEmpty(request.VersionId) ? "GetObject" : "GetObjectVersion";
        await buckets.DemandAsync(call, bucket.Value, request.Key, action, cancellation, new()
        {
            VersionId = request.VersionId,
            ExistingTags = found?.Value.Tags,
            Encryption = new() { Customer = request.CustomerKey },
        });

        var version = (await versions.GetAsync(call, bucket.Value, request.Key, request.VersionId, cancellation)).Value;
        var customerKey = rules.CustomerKeyFor(call, request.CustomerKey, version.Seal!);
        try
        {
            new ReadConditions(request.IfMatch, request.IfNoneMatch, request.IfModifiedSince, request.IfUnmodifiedSince).Demand(version.ETag, version.Modified);
            var parts = await versions.PartsAsync(version, cancellation);
            var range = RangeOf(request, version, parts);
            return new(bucket.Value, version, parts, range ?? new(0, version.Size), customerKey, Response(request, call, bucket.Value, version, range));
        }
        catch
        {
            customerKey?.Dispose();
            throw;
        }
    }

    private static ByteRange? RangeOf(ReadRequest request, ObjectVersion version, IReadOnlyList<StoredPart> parts)
    {
        if (request.PartNumber is not { } number) return ByteRange.Parse(request.Range, version.Size);
        if (request.Range is not null) throw S3Faults.InvalidRequest("Cannot specify both Range header and partNumber query parameter");
        if (number is < 1 or > 10_000) throw S3Faults.InvalidArgument("Part number must be an integer between 1 and 10000, inclusive", "partNumber", number.ToString(null as IFormatProvider));
        if (number > parts.Count)
        {
            throw new FaultException("InvalidPartNumber", "The requested partnumber is not satisfiable")
            {
                Status = 416,
                Details = new Dictionary<string, object?> { ["ActualPartCount"] = parts.Count, ["PartNumberRequested"] = number },
            };
        }

        return new(parts.Take(number - 1).Sum(static part => part.Bytes.Length), parts[number - 1].Bytes.Length);
    }

    private static ReadResponse Response(ReadRequest request, Call call, Bucket bucket, ObjectVersion version, ByteRange? range) => new()
    {
        Status = range is not null && version.Size > 0 ? 206 : null,
        LastModified = S3Time.Http(version.Modified),
        ContentLength = range?.Length ?? version.Size,
        ContentRange = version.Size > 0 ? range?.In(version.Size) : null,
        ETag = $"\"{version.ETag}\"",
        VersionId = version.VersionIdIn(bucket),

        // The checksum of the whole is none of a part of it.
        Checksum = request.ChecksumMode == "ENABLED" && request.Range is null && (request.PartNumber is null || version.PartCount is null)
            ? S3.Checksum.Headers(version.Checksum) : new Dictionary<string, string>(),
        Headers = request.Overrides.Over(version.Headers, call.Caller.Type == CallerType.Anonymous),
        Encryption = SseAnswer.Of(version.Seal!, request.CustomerKey),
        StorageClass = StorageClasses.InHeader(version.StorageClass),
        PartsCount = request.PartNumber is null ? null : version.PartCount,
        TagCount = version.Tags.Count == 0 ? null : version.Tags.Count,
    };
}

/// <summary>A read that was permitted.</summary>
/// <param name="Bucket">The bucket.</param>
/// <param name="Version">The object.</param>
/// <param name="Parts">Its parts.</param>
/// <param name="Range">Which of its bytes.</param>
/// <param name="CustomerKey">The key that came for it.</param>
/// <param name="Response">What is answered.</param>
public sealed record Reading(
    Bucket Bucket, ObjectVersion Version, IReadOnlyList<StoredPart> Parts, ByteRange Range, KeyMaterial? CustomerKey, ReadResponse Response) : IDisposable
{
    /// <inheritdoc/>
    public void Dispose() => CustomerKey?.Dispose();
}
