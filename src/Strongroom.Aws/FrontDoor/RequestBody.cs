using System.Buffers;
using System.IO.Pipelines;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;

namespace Strongroom.Aws;

/// <summary>A whole body in pooled memory, which is wiped when it goes back: it may hold a plaintext.</summary>
internal readonly struct RequestBody : IDisposable
{
    private readonly byte[] bytes;
    private readonly int length;

    private RequestBody(byte[] bytes, int length) => (this.bytes, this.length) = (bytes, length);

    public ReadOnlyMemory<byte> Bytes => bytes.AsMemory(0, length);

    /// <summary>Reads the body, if it has at most <paramref name="most"/> bytes.</summary>
    /// <exception cref="FaultException">It has more.</exception>
    /// <exception cref="BadHttpRequestException">It is broken, or came too slowly.</exception>
    public static async ValueTask<RequestBody> ReadAsync(HttpRequest request, int most, CancellationToken cancellation)
    {
        if (request.ContentLength > most) throw TooLarge(most);
        var bytes = Array.Empty<byte>();
        var length = 0;
        try
        {
            while (true)
            {
                var read = await ReadPartAsync(request.BodyReader, cancellation);
                var arrived = read.Buffer.Length;
                if (length + arrived > most) throw TooLarge(most);
                bytes = Grown(bytes, length, length + (int)arrived, (int)(request.ContentLength ?? 0));
                read.Buffer.CopyTo(bytes.AsSpan(length));
                length += (int)arrived;
                request.BodyReader.AdvanceTo(read.Buffer.End);
                if (read.IsCompleted) return new(bytes, length);
            }
        }
        catch
        {
            new RequestBody(bytes, length).Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        if (bytes.Length == 0) return;
        CryptographicOperations.ZeroMemory(bytes.AsSpan(0, length));
        ArrayPool<byte>.Shared.Return(bytes);
    }

    private static async ValueTask<ReadResult> ReadPartAsync(PipeReader reader, CancellationToken cancellation)
    {
        try
        {
            return await reader.ReadAsync(cancellation);
        }
        catch (IOException broken) when (broken is not (ConnectionResetException or BadHttpRequestException))
        {
            // What the web server throws for the size of a chunk that no number holds.
            throw new BadHttpRequestException("The chunks of the body are malformed.", broken);
        }
    }

    private static byte[] Grown(byte[] bytes, int length, int needed, int expected)
    {
        if (needed <= bytes.Length) return bytes;
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(Math.Max(needed, expected), bytes.Length * 2));
        bytes.AsSpan(0, length).CopyTo(larger);
        new RequestBody(bytes, length).Dispose();
        return larger;
    }

    private static FaultException TooLarge(int most)
        => new("RequestEntityTooLargeException", $"The request body has more than {most} bytes.") { Status = StatusCodes.Status413PayloadTooLarge };
}
