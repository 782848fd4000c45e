using System.Buffers.Binary;
using Strongroom.Aws;
using Strongroom.Cryptography;
using Strongroom.Storage;

namespace Strongroom.S3.Multipart;

/// <summary>Finds multipart uploads and their parts, and ends them.</summary>
public sealed class UploadStore(Records records, IObjectBytes bytes)
{
    private const int PageLength = 1000;

    /// <summary>An id for an upload begun now.</summary>
    public static string NewId(DateTimeOffset now)
    {
        Span<byte> id = stackalloc byte[28];
        BinaryPrimitives.WriteInt64BigEndian(id, now.UtcTicks);
        RandomBytes.Fill(id[8..]);
        return Convert.ToHexStringLower(id);
    }

    /// <summary>The upload.</summary>
    /// <exception cref="FaultException">NoSuchUpload.</exception>
    public async ValueTask<Stored<Upload>> GetAsync(Bucket bucket, string key, string uploadId, CancellationToken cancellation)
        => uploadId.Length is > 0 and <= 128
            && await records.ReadAsync(Upload.Records, KeyOf(bucket, key, uploadId), cancellation) is { } upload ? upload : throw S3Faults.NoSuchUpload(uploadId);

    /// <summary>Some uploads of a bucket, in order.</summary>
    public ValueTask<IReadOnlyList<Stored<Upload>>> ListAsync(Bucket bucket, int limit, CancellationToken cancellation)
    {
        var from = Upload.Records.Key(bucket.Id);
        return records.RangeAsync(Upload.Records, from, from.EndOfChildren, limit, cancellation: cancellation);
    }

    /// <summary>A part; null where it has not come.</summary>
    public ValueTask<Stored<UploadedPart>?> FindPartAsync(Upload upload, int number, CancellationToken cancellation)
        => records.ReadAsync(Upload.Parts, PartKeyOf(upload, number), cancellation);

    /// <summary>Some parts, in order of their numbers.</summary>
    /// <param name="upload">The upload.</param>
    /// <param name="after">Numbers are above this.</param>
    /// <param name="limit">How many.</param>
    /// <param name="cancellation">Gives up.</param>
    public ValueTask<IReadOnlyList<Stored<UploadedPart>>> ListPartsAsync(Upload upload, int after, int limit, CancellationToken cancellation)
        => records.RangeAsync(Upload.Parts, PartKeyOf(upload, after + 1), Upload.Parts.Key(upload.Id).EndOfChildren, limit, cancellation: cancellation);

    /// <summary>All parts.</summary>
    public async ValueTask<IReadOnlyList<Stored<UploadedPart>>> ListPartsAsync(Upload upload, CancellationToken cancellation)
    {
        var all = new List<Stored<UploadedPart>>();
        while (true)
        {
            var page = await ListPartsAsync(upload, all.Count == 0 ? 0 : all[^1].Value.Part.Number, PageLength, cancellation);
            all.AddRange(page);
            if (page.Count < PageLength) return all;
        }
    }

    /// <summary>Stages the end of an upload and of all its parts.</summary>
    public async ValueTask StageAbortAsync(Call call, Stored<Upload> upload, CancellationToken cancellation)
    {
        call.Changes.Delete(Upload.Records, upload);
        foreach (var part in await ListPartsAsync(upload.Value, cancellation))
        {
            call.Changes.Delete(Upload.Parts, part);
            await bytes.DeleteAsync(call.Changes, [part.Value.Part], cancellation);
        }
    }

    /// <summary>The stored key of an upload.</summary>
    public static RecordKey KeyOf(Bucket bucket, string key, string uploadId) => Upload.Records.Key(bucket.Id, key, uploadId);

    /// <summary>The stored key of a part.</summary>
    public static RecordKey PartKeyOf(Upload upload, int number) => Upload.Parts.Key(upload.Id).Then(number);
}
