using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;
using Strongroom.Access;

namespace Strongroom.Aws;

/// <summary>
/// The way of REST requests behind the signature: place → route → body → dispatch. Object data is not held in memory: it is checked while the
/// operation reads it. Requests without any signature go the same way, as nobody's, and it is the resource's policy that lets them in or not.
/// </summary>
internal sealed class RestDoor(Authenticator authenticator, Dispatcher dispatcher, FrontDoorOptions options)
{
    private static readonly Caller Nobody = new() { Account = "anonymous", Arn = "anonymous", Type = CallerType.Anonymous, UserId = "anonymous" };

    /// <summary>A request that says it was signed for this service.</summary>
    /// <returns>Why it is not believed; null when it was answered.</returns>
    /// <exception cref="FaultException">It cannot be read.</exception>
    public async ValueTask<Refusal?> AnswerAsync(ServiceOperations service, SignedRequest request, SignatureClaim claim, Exchange exchange)
    {
        var authentication = await authenticator.AuthenticateAsync(claim, SignatureRules.ObjectStorage, default, CancellationToken.None);
        if (authentication.Accepted is not { } who) return authentication.Refused;
        using (who)
        {
            using var body = who.OpenBody(exchange.Request.BodyReader);
            var signature = new SignatureFacts(who.Presigned, who.Time, request.Headers["X-Amz-Content-Sha256"]);
            await AnswerAsync(service, request, exchange.By(who) with { Signature = signature }, body, exchange);
        }

        return null;
    }

    /// <summary>A request without a signature.</summary>
    public async ValueTask AnswerUnsignedAsync(ServiceOperations service, SignedRequest request, Exchange exchange)
    {
        using var body = BodyStream.Unsigned(request.Headers, exchange.Request.BodyReader);
        await AnswerAsync(service, request, exchange.By(Nobody, options.Regions[0]), body, exchange);
    }

    private async ValueTask AnswerAsync(ServiceOperations service, SignedRequest request, Arrival arrival, BodyStream body, Exchange exchange)
    {
        try
        {
            await DispatchAsync(service, request, arrival, body, exchange);
        }
        finally
        {
            exchange.IsBodyAsked = body.HasBegun;
        }
    }

    private async ValueTask DispatchAsync(ServiceOperations service, SignedRequest request, Arrival arrival, BodyStream body, Exchange exchange)
    {
        var place = RestPlace.Of(request.Headers.Host.ToString(), request.Target, options.ObjectHosts);
        var operation = service.Routes.Find(request, place) ?? throw RestRoutes.Unknown(request, place);
        var input = new RestInput(request, place);
        input = operation.StreamsBody
            ? input with { Stream = new(body, LengthOf(request.Headers)) }
            : input with { Body = await ReadAsync(body) };
        await dispatcher.DispatchAsync(operation, arrival, input, exchange.Answer, CancellationToken.None);
    }

    private static long LengthOf(IHeaderDictionary headers)
    {
        var text = headers["X-Amz-Decoded-Content-Length"].ToString();
        return text.Length > 0 && long.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out var decoded) && decoded >= 0
            ? decoded
            : headers.ContentLength ?? throw BodyFaults.LengthMissing();
    }

    private async ValueTask<ReadOnlyMemory<byte>> ReadAsync(BodyStream body)
    {
        var bytes = new byte[4096];
        var length = 0;
        while (true)
        {
            if (length == bytes.Length) Array.Resize(ref bytes, bytes.Length * 2);
            var read = await body.ReadAsync(bytes.AsMemory(length));
            if (read == 0) return bytes.AsMemory(0, length);
            length += read;
            if (length > options.MaxDocumentBytes)
            {
                throw new FaultException("MaxMessageLengthExceeded", "Your request was too big.")
                {
                    Details = new Dictionary<string, object?> { ["MaxMessageLengthBytes"] = options.MaxDocumentBytes },
                };
            }
        }
    }
}
