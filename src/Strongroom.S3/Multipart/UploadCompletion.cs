using Strongroom.Aws;
using Strongroom.Cryptography;
using Strongroom.S3.Headers;
using Strongroom.S3.Operations;
using Strongroom.Storage;

namespace Strongroom.S3.Multipart;

/// <summary>Makes the object of an upload.</summary>
public sealed class UploadCompletion(UploadStore uploads, VersionChanges changes, EncryptionRules rules, IObjectBytes bytes)
{
    private const long LeastPartBytes = 5L << 20;

    /// <summary>Stages the object in the place of the upload.</summary>
    /// <exception cref="FaultException">InvalidPart, InvalidPartOrder, EntityTooSmall and others.</exception>
    public async ValueTask<ObjectVersion> CompleteAsync(
        Call call, Stored<Bucket> bucket, Stored<Upload> stored, CompleteMultipartUpload.Request request, CancellationToken cancellation)
    {
        var upload = stored.Value;
        var uploaded = await uploads.ListPartsAsync(upload, cancellation);
        var parts = Select(upload, uploaded, request.MultipartUpload!.Parts);
        var size = parts.Sum(static part => part.Part.Length);
        if (request.MpuObjectSize is { } expected && expected != size)
            throw S3Faults.InvalidRequest($"The provided 'x-amz-mp-object-size' header does not match what was computed.");
        var checksum = ChecksumOf(upload, parts);
        if (Checksum.Given(request.Checksums) is { } claimed && (claimed.Algorithm != checksum.Algorithm || claimed.Value.Split('-')[0] != checksum.Value.Split('-')[0]))
            throw new FaultException("BadDigest", $"The {claimed.Algorithm} you specified did not match the calculated checksum.");

        call.Changes.Delete(Upload.Records, stored);
        var chosen = parts.Select(static part => part.Part.Number).ToHashSet();
        foreach (var part in uploaded)
        {
            call.Changes.Delete(Upload.Parts, part);
            if (!chosen.Contains(part.Value.Part.Number)) await bytes.DeleteAsync(call.Changes, [part.Value.Part], cancellation);
        }

        var (seal, isOpen) = await SealAsync(call, bucket.Value, upload, size, request.CustomerKey, cancellation);
        StoredPart[] list = [.. parts.Select(part => new StoredPart(part.Part, upload.IsChecksumAsked ? part.Checksum.Value : null))];
        var version = await changes.PutAsync(call, bucket, new()
        {
            Key = upload.Key,
            Uid = upload.Id,
            Modified = S3Time.ToSecond(call.Time),
            Size = size,
            ETag = ETagOf(parts),
            Headers = upload.Headers,
            StorageClass = upload.StorageClass,
            Checksum = checksum,
            Seal = seal,
            IsLengthOpen = isOpen,
            Parts = list.Length > ObjectVersion.MostPartsInside ? [] : list,
            PartListCount = list.Length > ObjectVersion.MostPartsInside ? (list.Length + ObjectVersion.MostPartsInside - 1) / ObjectVersion.MostPartsInside : 0,
            PartCount = list.Length,
            Tags = upload.Tags,
        }, request.Conditions, cancellation);
        if (version.PartListCount > 0)
        {
            foreach (var (number, some) in list.Chunk(ObjectVersion.MostPartsInside).Index())
                call.Changes.Create(ObjectVersion.PartLists, VersionStore.PartListKey(version.Uid, number), new PartList(some));
        }

        return version;
    }

    private static List<UploadedPart> Select(Upload upload, IReadOnlyList<Stored<UploadedPart>> uploaded, IReadOnlyList<CompletedPart> asked)
    {
        var byNumber = uploaded.ToDictionary(static part => part.Value.Part.Number, static part => part.Value);
        var parts = new List<UploadedPart>(asked.Count);
        foreach (var (index, item) in asked.Index())
        {
            var number = item.PartNumber ?? throw XmlNode.Malformed();
            if (index > 0 && number <= asked[index - 1].PartNumber)
            {
                throw new FaultException(
                    "InvalidPartOrder", "The list of parts was not in ascending order. The parts list must be specified in order by part number.")
                {
                    Details = S3Faults.Detail("UploadId", upload.Id),
                };
            }

            if (!byNumber.TryGetValue(number, out var part) || item.ETag?.Trim('"') != part.ETag || !Agrees(upload, part, item)) throw Invalid(upload, number, item.ETag);
            if (index < asked.Count - 1 && part.Part.Length < LeastPartBytes) throw TooSmall(part);
            parts.Add(part);
        }

        return parts;
    }

    private static bool Agrees(Upload upload, UploadedPart part, CompletedPart item)
        => Checksum.Given(item.Checksum) is not { } given || given.Algorithm != upload.ChecksumAlgorithm || given.Value == part.Checksum.Value;

    private static Checksum ChecksumOf(Upload upload, List<UploadedPart> parts)
    {
        var values = parts.ConvertAll(static part => Convert.FromBase64String(part.Checksum.Value));
        if (!upload.IsComposite)
        {
            var combined = values[0];
            for (var i = 1; i < values.Count; i++) combined = CrcCombination.Combine(upload.ChecksumAlgorithm, combined, values[i], parts[i].Part.Length);
            return new(upload.ChecksumAlgorithm, Convert.ToBase64String(combined));
        }

        using var running = RunningChecksum.Of(upload.ChecksumAlgorithm);
        foreach (var value in values) running.Append(value);
        return new(upload.ChecksumAlgorithm, $"{Convert.ToBase64String(running.Finish())}-{parts.Count}", IsComposite: true);
    }

    private static string ETagOf(List<UploadedPart> parts)
    {
        using var md5 = HashStream.Md5();
        foreach (var part in parts) md5.Append(Convert.FromHexString(part.ETag));
        Span<byte> hash = stackalloc byte[Hash.Md5Length];
        md5.Finish(hash);
        return $"{Convert.ToHexStringLower(hash)}-{parts.Count}";
    }

    // Clients need not send a customer's key again to complete an upload; the seal then stays the upload's own, which binds no length.
    private async ValueTask<(ObjectSeal Seal, bool IsLengthOpen)> SealAsync(
        Call call, Bucket bucket, Upload upload, long size, CustomerKeyHeaders headers, CancellationToken cancellation)
    {
        using var customerKey = rules.CustomerKey(call, headers);
        if (upload.Seal.Algorithm == ServerSideEncryption.Customer && customerKey is null) return (upload.Seal, true);
        var name = upload.NameIn(bucket);
        using var key = await bytes.OpenKeyAsync(call, name, upload.Seal, null, customerKey, cancellation);
        return (bytes.Seal(key, name, size), false);
    }

    private static FaultException Invalid(Upload upload, int number, string? etag) => new(
        "InvalidPart",
        "One or more of the specified parts could not be found.  The part may not have been uploaded, or the specified entity tag may not match the part's entity tag.")
    {
        Details = new Dictionary<string, object?> { ["UploadId"] = upload.Id, ["PartNumber"] = number, ["ETag"] = etag },
    };

    private static FaultException TooSmall(UploadedPart part) => new("EntityTooSmall", "Your proposed upload is smaller than the minimum allowed size")
    {
        Details = new Dictionary<string, object?>
        {
            ["ProposedSize"] = part.Part.Length,
            ["MinSizeAllowed"] = LeastPartBytes,
            ["PartNumber"] = part.Part.Number,
            ["ETag"] = part.ETag,
        },
    };
}
