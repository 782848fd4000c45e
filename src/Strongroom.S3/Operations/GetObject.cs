using Strongroom.Aws;

namespace Strongroom.S3.Operations;

/// <summary>Reads an object, or a range of it.</summary>
[Operation("s3.GetObject", ReadOnly = true, DataEvent = true)]
[Http("GET", "/{Bucket}/{Key+}")]
public sealed class GetObject(ObjectReader reader, IObjectBytes bytes) : IOperation<ReadRequest, GetObject.Response>
{
    /// <inheritdoc cref="GetObject"/>
    public sealed record Response : IDisposable
    {
        /// <summary>What is told of it.</summary>
        [Inline]
        public ReadResponse Object { get; init; } = new();

        /// <summary>The bytes.</summary>
        [Payload]
        public StreamedAnswer? Body { get; init; }

        internal ObjectKey? Key { get; init; }

        /// <inheritdoc/>
        public void Dispose()
        {
            Body?.Content.Dispose();
            Key?.Dispose();
        }
    }

    /// <inheritdoc/>
    public async ValueTask<Response> InvokeAsync(ReadRequest request, Call call, CancellationToken cancellation)
    {
        using var reading = await reader.ReadAsync(request, call, cancellation);
        var version = reading.Version;
        DataEvent.BytesOut(call, reading.Range.Length);
        var key = await bytes.OpenKeyAsync(call, version.NameIn(reading.Bucket), version.Seal!, version.SealedLength, reading.CustomerKey, cancellation);
        try
        {
            ObjectPart[] parts = [.. reading.Parts.Select(static part => part.Bytes)];
            var stream = await bytes.ReadAsync(key, parts, reading.Range.Offset, reading.Range.Length, cancellation);
            return new() { Object = reading.Response, Body = new(stream, reading.Range.Length), Key = key };
        }
        catch
        {
            key.Dispose();
            throw;
        }
    }
}
