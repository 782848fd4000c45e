using Microsoft.AspNetCore.Http;
using Strongroom.Access;
using Strongroom.Aws.Shapes;

namespace Strongroom.Aws;

/// <summary>The way in for calls that authenticate in their body: a form without any signature, with a cap and a reader of its own.</summary>
/// <remarks>Until a way has believed the call, its Action is compared and nothing else is done with it.</remarks>
internal sealed class UnsignedCalls(
    OperationTable table, IEnumerable<IBodyAuthentication> ways, BodyReader bodies, Dispatcher dispatcher, FrontDoorOptions options)
{
    private readonly IBodyAuthentication[] ways = [.. ways];

    private int MostBytes => ways.Max(static way => way.MaxBodyBytes);

    /// <summary>True for what could be such a call: a form posted to the root, whose length is told and small.</summary>
    public bool MayBe(SignedRequest request) => ways.Length > 0
        && HttpMethods.IsPost(request.Method) && request.Target.Raw == "/" && request.Headers.ContentLength <= MostBytes
        && request.Headers.ContentType is [{ } type] && type.StartsWith("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase);

    /// <summary>Answers the call, if it is one.</summary>
    /// <returns>Why it is not believed; null once it was answered.</returns>
    public async ValueTask<FaultException?> AnswerAsync(Exchange exchange)
    {
        using var body = await bodies.ReadAsync(exchange.Request, MostBytes);
        if (WayOf(body.Bytes.Span) is not { } way || body.Length > way.MaxBodyBytes || table.Find(way.Service) is not { } service
            || service.FindByName(way.Action) is not { } operation) return Refusals.Missing.ToFault(exchange.Protocol.Kind);
        exchange.IsFor(service.Service);
        Caller caller;
        try
        {
            caller = await way.AuthenticateAsync(FormNode.Parse(body.Bytes.Span), CancellationToken.None);
        }
        catch (FaultException refused)
        {
            return refused;
        }

        await dispatcher.DispatchAsync(operation, exchange.By(caller, Region), body.Bytes, exchange.Answer, CancellationToken.None);
        return null;
    }

    // The services that are called so have no region; their records name this one.
    private string Region => options.Regions.Contains("us-east-1") ? "us-east-1" : options.Regions[0];

    private IBodyAuthentication? WayOf(ReadOnlySpan<byte> form)
    {
        foreach (var range in form.Split((byte)'&'))
        {
            var field = form[range];
            if (!field.StartsWith("Action="u8)) continue;
            foreach (var way in ways)
                if (System.Text.Ascii.Equals(field["Action="u8.Length..], way.Action)) return way;
            return null;
        }

        return null;
    }
}
