using Microsoft.AspNetCore.Http;

namespace Strongroom.Aws;

/// <summary>Reads bodies whole, of a bounded size each, and a bounded number of large ones at a time.</summary>
internal sealed class BodyReader(FrontDoorOptions options) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly SemaphoreSlim large = new(options.MaxLargeBodies);

    /// <summary>The request's body. The caller disposes it.</summary>
    /// <param name="request">The request.</param>
    /// <param name="limit">The most bytes that are read; <see cref="FrontDoorOptions.MaxBodyBytes"/> where none is given.</param>
    /// <exception cref="FaultException">It has more, or too many large ones are under
    /// way.</exception>
    /// <exception cref="IOException">It is broken, or came too slowly: see <see cref="RequestHygiene.RefusalOf"/>.</exception>
    public async ValueTask<RequestBody> ReadAsync(HttpRequest request, int? limit = null)
    {
        var longest = limit ?? options.MaxBodyBytes;
        if (request.ContentLength > longest) throw TooLarge(longest);
        var body = new RequestBody(this);
        try
        {
            while (true)
            {
                var read = await request.BodyReader.ReadAsync(CancellationToken.None);
                var length = body.Length + read.Buffer.Length;
                if (length > longest) throw TooLarge(longest);
                if (length > options.SmallBodyBytes && !body.IsLarge) body.IsLarge = await BeginLargeAsync();
                var most = body.IsLarge ? longest : options.SmallBodyBytes;
                body.Append(read.Buffer, (int)Math.Min(request.ContentLength ?? 0, most));
                request.BodyReader.AdvanceTo(read.Buffer.End);
                if (read.IsCompleted) return body;
            }
        }
        catch
        {
            body.Dispose();
            throw;
        }
    }

    public void EndLarge() => large.Release();

    public void Dispose() => large.Dispose();

    private async ValueTask<bool> BeginLargeAsync() => await large.WaitAsync(Patience)
        ? true
        : throw new FaultException("ServiceUnavailable", "Too many large requests are under way. Try again.")
        {
            Status = StatusCodes.Status503ServiceUnavailable,
        };

    private static FaultException TooLarge(int longest)
        => new("RequestEntityTooLargeException", $"The request body has more than {longest} bytes.")
        {
            Status = StatusCodes.Status413PayloadTooLarge,
        };
}
