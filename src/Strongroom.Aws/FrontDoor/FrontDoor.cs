using System.Buffers;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Strongroom.Aws.Protocols;

namespace Strongroom.Aws;

/// <summary>
/// Everything between the web server and an operation, in the one order: form → signature → service → operation → dispatch → answer.
/// Nothing of an unauthenticated request is read beyond its line and headers, but for the hash of its body.
/// </summary>
public sealed class FrontDoor(
    OperationTable table, Authenticator authenticator, Dispatcher dispatcher, TimeProvider clock, FrontDoorOptions options, ILogger<FrontDoor> logger)
    : IDisposable
{
    private readonly RefusalCounter refusals = new(clock, logger);
    private readonly BodyReader bodies = new(options);

    /// <summary>Answers one request. The terminal delegate of the web server; throws only what ends the connection.</summary>
    public async Task HandleAsync(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var arrival = new Arrived(context, UniqueIds.Next(), clock.GetUtcNow());
        using var answer = AnswerBuffer.Rent();
        Protocol protocol = AwsJson.Instance;
        try
        {
            protocol = await AnswerAsync(arrival, answer);
        }
        catch (IOException broken) when (RequestHygiene.RefusalOf(broken) is { } malformed)
        {
            // A body that is broken, or comes too slowly.
            Write(new("MalformedHttpRequestException", malformed.Reason) { Status = malformed.Status }, protocol, arrival, answer, close: true);
        }
        catch (Exception gone) when (gone is ConnectionAbortedException or ConnectionResetException or OperationCanceledException or SocketException)
        {
            context.Abort();
            return;
        }
#pragma warning disable CA1031 // A bug behind the door must not take the connection's other requests with it.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Log.DoorFailed(logger, exception, arrival.RequestId);
            Write(new Failures(new(), arrival.RequestId).Internal(), protocol, arrival, answer, close: true);
        }

        await SendAsync(arrival, protocol, answer);
    }

    /// <inheritdoc/>
    public void Dispose() => bodies.Dispose();

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<Protocol> AnswerAsync(Arrived arrival, AnswerBuffer answer)
    {
        var request = arrival.Context.Request;
        if (RequestHygiene.Check(arrival.Context, out var target) is { } unsound)
            return Write(new("MalformedHttpRequestException", unsound.Reason) { Status = unsound.Status }, Guess(request, null), arrival, answer, close: true);

        if (target!.Raw == "/health" && HttpMethods.IsGet(request.Method)) return Health.Answer(answer);

        var signed = new SignedRequest(request.Method, target, request.Headers);
        if (!authenticator.TryRead(signed, out var claim, out var refused)) return Refuse(refused, Guess(request, null), arrival, answer);

        var service = table.Find(claim.Scope.Service);
        var protocol = Guess(request, service);
        if (request.Headers["X-Amz-Target"] is [{ } name] && table.FindByTarget(name) is { } meant && meant != service)
            return Refuse(Refusals.WrongService(meant.Service.SigningName, claim.Scope.Service), protocol, arrival, answer);

        try
        {
            using var body = await bodies.ReadAsync(request);
            var authentication = await authenticator.AuthenticateAsync(claim, SignatureRules.Standard, new ReadOnlySequence<byte>(body.Bytes), CancellationToken.None);
            if (authentication.Refused is { } refusal) return Refuse(refusal, protocol, arrival, answer);

            var parameters = protocol.BodyOf(signed, body.Bytes);
            if (service is null || protocol.Find(service, signed, parameters.Span) is not { } operation) throw protocol.UnknownOperation(signed, parameters.Span);

            await dispatcher.DispatchAsync(operation, arrival.By(authentication.Accepted!), parameters, answer, CancellationToken.None);
            return protocol;
        }
        catch (FaultException fault)
        {
            return Write(fault, protocol, arrival, answer, close: fault.Status is StatusCodes.Status413PayloadTooLarge or StatusCodes.Status503ServiceUnavailable);
        }
    }

    private Protocol Refuse(Refusal refusal, Protocol protocol, Arrived arrival, AnswerBuffer answer)
    {
        var fault = refusal.ToFault(protocol.Kind);
        refusals.Count(fault.Code, arrival.SourceAddress);
        return Write(fault, protocol, arrival, answer, close: false);
    }

    private static Protocol Write(FaultException fault, Protocol protocol, Arrived arrival, AnswerBuffer answer, bool close)
    {
        answer.Clear();
        protocol.Write(fault, null, arrival.RequestId, answer);

        // What follows a broken or unread body on the connection cannot be trusted to be a request.
        if (close) arrival.Context.Response.Headers.Connection = "close";
        return protocol;
    }

    private static async ValueTask SendAsync(Arrived arrival, Protocol protocol, AnswerBuffer answer)
    {
        var response = arrival.Context.Response;
        response.StatusCode = answer.Status;
        response.Headers["x-amzn-RequestId"] = arrival.RequestId.ToString();
        response.Headers.ContentType = protocol.ContentType;
        response.ContentLength = answer.Written.Length;
        if (answer.Written.Length > 0 && !HttpMethods.IsHead(arrival.Context.Request.Method)) await response.BodyWriter.WriteAsync(answer.Written);
    }

    /// <summary>The protocol to answer in: the service's, or what the request looks like where the service is not known.</summary>
    private static Protocol Guess(HttpRequest request, ServiceOperations? service)
    {
        if (service is not null) return Protocol.Of(service.Service.Protocol);
        var isForm = request.ContentType?.StartsWith("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase) == true;
        return Protocol.Of(isForm ? WireProtocol.AwsQuery : WireProtocol.AwsJson11);
    }
}
