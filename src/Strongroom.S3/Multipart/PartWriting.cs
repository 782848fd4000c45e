using Strongroom.Aws;
using Strongroom.S3.Headers;
using Strongroom.Storage;

namespace Strongroom.S3.Multipart;

/// <summary>What UploadPart and UploadPartCopy have in common: the upload's key, and the part's place in the upload.</summary>
public sealed class PartWriting(UploadStore uploads, EncryptionRules rules, IObjectBytes bytes)
{
    private const int MostParts = 10_000;

    /// <summary>The upload, for a part of that number.</summary>
    /// <exception cref="FaultException">NoSuchUpload; InvalidArgument for a number that no part has.</exception>
    public ValueTask<Stored<Upload>> GetUploadAsync(Bucket bucket, string key, string uploadId, int number, CancellationToken cancellation)
        => number is < 1 or > MostParts
            ? throw S3Faults.InvalidArgument(
                "Part number must be an integer between 1 and 10000, inclusive", "partNumber", number.ToString(null as IFormatProvider))
            : uploads.GetAsync(bucket, key, uploadId, cancellation);

    /// <summary>Opens the upload's key.</summary>
    /// <exception cref="FaultException">The customer's key is missing, or another than it was.</exception>
    public async ValueTask<ObjectKey> OpenKeyAsync(Call call, Bucket bucket, Upload upload, CustomerKeyHeaders headers, CancellationToken cancellation)
    {
        using var customerKey = rules.CustomerKey(call, headers);
        var isCustomers = upload.Seal.Algorithm == ServerSideEncryption.Customer;
        if (isCustomers && customerKey is null)
        {
            throw S3Faults.InvalidRequest(
                "The multipart upload initiate requested encryption. Subsequent part requests must include the appropriate encryption parameters.");
        }

        if (!isCustomers && customerKey is not null) throw Mismatch();
        try
        {
            return await bytes.OpenKeyAsync(call, upload.NameIn(bucket), upload.Seal, null, customerKey, cancellation);
        }
        catch (FaultException fault) when (isCustomers && fault.Text == S3Faults.WrongCustomerKey().Text)
        {
            throw Mismatch();
        }
    }

    /// <summary>Stages a part, in the place of an earlier one of its number.</summary>
    public async ValueTask StageAsync(Call call, Stored<Upload> upload, UploadedPart part, CancellationToken cancellation)
    {
        call.Changes.Check(upload);
        bytes.Keep(call.Changes, [part.Part]);
        if (await uploads.FindPartAsync(upload.Value, part.Part.Number, cancellation) is { } earlier)
        {
            await bytes.DeleteAsync(call.Changes, [earlier.Value.Part], cancellation);
            call.Changes.Replace(Upload.Parts, earlier, part);
        }
        else
        {
            call.Changes.Create(Upload.Parts, UploadStore.PartKeyOf(upload.Value, part.Part.Number), part);
        }
    }

    private static FaultException Mismatch() => S3Faults.InvalidRequest("The provided encryption parameters did not match the ones used originally.");
}
