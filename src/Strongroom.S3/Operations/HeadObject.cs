using Strongroom.Aws;

namespace Strongroom.S3.Operations;

/// <summary>Tells everything of an object but its bytes.</summary>
[Operation("s3.HeadObject", ReadOnly = true, DataEvent = true)]
[Http("HEAD", "/{Bucket}/{Key+}")]
public sealed class HeadObject(ObjectReader reader, IObjectBytes bytes) : IOperation<ReadRequest, ReadResponse>
{
    /// <inheritdoc/>
    public async ValueTask<ReadResponse> InvokeAsync(ReadRequest request, Call call, CancellationToken cancellation)
    {
        using var reading = await reader.ReadAsync(request, call, cancellation);
        var version = reading.Version;

        // SSE-C: the key that came must be the right one. KMS is not asked: AWS does not need it for what stands in the clear.
        if (version.Seal!.Algorithm == ServerSideEncryption.Customer)
            (await bytes.OpenKeyAsync(call, version.NameIn(reading.Bucket), version.Seal, version.SealedLength, reading.CustomerKey, cancellation)).Dispose();
        return reading.Response;
    }
}
