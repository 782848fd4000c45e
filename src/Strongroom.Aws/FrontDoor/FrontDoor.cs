using System.Net.Sockets;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Strongroom.Aws;

/// <summary>
/// Everything between the web server and an operation, in the one order: form → signature → service → operation → dispatch → answer.
/// Nothing of an unauthenticated request is read beyond its line and headers, but for the hash of its body, and for the calls that authenticate
/// in their body (<see cref="IBodyAuthentication"/>).
/// </summary>
public sealed class FrontDoor(
    OperationTable table, Authenticator authenticator, Dispatcher dispatcher, TimeProvider clock, FrontDoorOptions options,
    IEnumerable<IBodyAuthentication> unsignedWays, ILogger<FrontDoor> logger) : IDisposable
{
    private readonly RefusalCounter refusals = new(clock, logger);
    private readonly BodyReader bodies = new(options);
    private UnsignedCalls? unsigned;

    private UnsignedCalls Unsigned => unsigned ??= new(table, unsignedWays, bodies, dispatcher, options);
    private readonly RestDoor rest = new(authenticator, dispatcher, options);

    /// <summary>Answers one request. The terminal delegate of the web server; throws only what ends the connection.</summary>
    public async Task HandleAsync(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        using var exchange = new Exchange(context, clock.GetUtcNow());
        try
        {
            await AnswerAsync(context, exchange);
        }
        catch (IOException broken) when (RequestHygiene.RefusalOf(broken) is { } malformed)
        {
            // A body that is broken, or comes too slowly.
            exchange.Fail(Malformed(malformed), close: true);
        }
        catch (Exception exception) when (IsGone(exception))
        {
            exchange.Abort();
            return;
        }
#pragma warning disable CA1031 // A bug behind the door must not take the connection's other requests with it.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Log.DoorFailed(logger, exception, exchange.RequestId);
            exchange.Fail(new Failures(new(), exchange.RequestId).Internal(), close: true);
        }

        try
        {
            await exchange.SendAsync();
        }
#pragma warning disable CA1031 // The head is sent already: all that is left to say is that the rest does not come.
        catch (Exception exception) when (exchange.Answer.Content is not null)
#pragma warning restore CA1031
        {
            if (!IsGone(exception)) Log.BodyFailed(logger, exception, exchange.RequestId);
            exchange.Abort();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => bodies.Dispose();

    private ValueTask AnswerAsync(HttpContext context, Exchange exchange)
    {
        if (RequestHygiene.Check(context, out var target) is { } unsound) exchange.Fail(Malformed(unsound), close: true);
        else return AnswerAsync(new SignedRequest(exchange.Request.Method, target!, exchange.Request.Headers), exchange);
        return ValueTask.CompletedTask;
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask AnswerAsync(SignedRequest request, Exchange exchange)
    {
        if (!authenticator.TryRead(request, out var claim, out var refusal))
        {
            if (refusal == Refusals.Missing && Unsigned.MayBe(request)) await AnswerUnsignedAsync(exchange);
            else if (refusal.Kind == RefusalKind.Missing && exchange.Protocol.Kind == WireProtocol.RestXml && Objects is { } objects)
                await AnswerStrangerAsync(objects, request, exchange);
            else Refuse(refusal, exchange);
            return;
        }

        var service = table.Find(claim.Scope.Service);
        if (service is not null) exchange.IsFor(service.Service);
        if (request.Headers["X-Amz-Target"] is [{ } name] && table.FindByTarget(name) is { } meant && meant != service)
        {
            Refuse(Refusals.WrongService(meant.Service.SigningName, claim.Scope.Service), exchange);
            return;
        }

        try
        {
            if (service?.Service.Protocol == WireProtocol.RestXml)
            {
                if (await rest.AnswerAsync(service, request, claim, exchange) is { } unbelieved) Refuse(unbelieved, exchange);
                return;
            }

            using var body = await bodies.ReadAsync(exchange.Request);
            exchange.IsBodyAsked = true;
            var authentication =
                await authenticator.AuthenticateAsync(claim, SignatureRules.Standard, new(body.Bytes), CancellationToken.None);
            if (authentication.Accepted is { } accepted) await DispatchAsync(service, request, accepted, body.Bytes, exchange);
            else Refuse(authentication.Refused!, exchange);
        }
        catch (FaultException fault)
        {
            exchange.Fail(fault, close: fault.Status is StatusCodes.Status413PayloadTooLarge or StatusCodes.Status503ServiceUnavailable);
        }
    }

    // The one service that answers strangers.
    private ServiceOperations? Objects => table.Find("s3");

    private async ValueTask AnswerStrangerAsync(ServiceOperations service, SignedRequest request, Exchange exchange)
    {
        exchange.IsFor(service.Service);
        try
        {
            await rest.AnswerUnsignedAsync(service, request, exchange);
        }
        catch (FaultException fault)
        {
            exchange.Fail(fault);
        }
    }

    private ValueTask DispatchAsync(
        ServiceOperations? service, SignedRequest request, Authenticated who, ReadOnlyMemory<byte> body, Exchange exchange)
    {
        var protocol = exchange.Protocol;
        var parameters = protocol.BodyOf(request, body);
        var operation = service is null ? null : protocol.Find(service, request, parameters.Span);
        return operation is null
            ? throw protocol.UnknownOperation(request, parameters.Span)
            : dispatcher.DispatchAsync(operation, exchange.By(who), parameters, exchange.Answer, CancellationToken.None);
    }

    private async ValueTask AnswerUnsignedAsync(Exchange exchange)
    {
        try
        {
            if (await Unsigned.AnswerAsync(exchange) is { } refused) Refuse(refused, exchange);
        }
        catch (FaultException fault)
        {
            exchange.Fail(fault, close: true); // The body was not read.
        }
    }

    private void Refuse(Refusal refusal, Exchange exchange) => Refuse(refusal.ToFault(exchange.Protocol.Kind), exchange);

    private void Refuse(FaultException fault, Exchange exchange)
    {
        refusals.Count(fault.Code, exchange.SourceAddress);
        exchange.Fail(fault);
    }

    private static bool IsGone(Exception exception)
        => exception is ConnectionAbortedException or ConnectionResetException or OperationCanceledException or SocketException;

    private static FaultException Malformed(HygieneRefusal refusal)
        => new("MalformedHttpRequestException", refusal.Reason) { Status = refusal.Status };
}
