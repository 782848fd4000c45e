using Microsoft.AspNetCore.Http;
using Strongroom.Access;
using Strongroom.Aws.Protocols;

namespace Strongroom.Aws;

/// <summary>One request at the door and its answer in the making.</summary>
internal sealed class Exchange(HttpContext context, DateTimeOffset time) : IDisposable
{
    private Service? service;

    public HttpRequest Request => context.Request;

    public Guid RequestId { get; } = UniqueIds.Next();

    public AnswerBuffer Answer { get; } = AnswerBuffer.Rent();

    /// <summary>What to answer in: the service's protocol, or until that is known what the request looks like.</summary>
    public Protocol Protocol { get; private set; } = LooksLike(context.Request);

    /// <summary>The body was read, or begun to be.</summary>
    public bool IsBodyAsked { get; set; }

    public string SourceAddress => Aws.SourceAddress.Of(context.Connection.RemoteIpAddress);

    /// <summary>The service is known: from now on its protocol is spoken.</summary>
    public void IsFor(Service known)
    {
        service = known;
        Protocol = Protocol.Of(known.Protocol);
    }

    public Arrival By(Authenticated who) => By(who.Caller, who.Region);

    public Arrival By(Caller caller, string region) => new(
        RequestId, caller, region, time, SourceAddress, UserAgent, Request.IsHttps);

    private string? UserAgent => Request.Headers.UserAgent is [{ } agent, ..] ? agent : null;

    /// <summary>Answers with a fault.</summary>
    /// <param name="fault">What to say.</param>
    /// <param name="close">Close the connection: what follows a broken or unread body cannot be trusted to be a request.</param>
    public void Fail(FaultException fault, bool close = false)
    {
        Answer.Clear();
        Protocol.Write(fault, service, RequestId, Answer);
        if (close) context.Response.Headers.Connection = "close";
    }

    public async ValueTask SendAsync()
    {
        var response = context.Response;
        response.StatusCode = Answer.Status;

        // A client that waits for "100 Continue" and gets an answer in its place never sends its body, and the CLI keeps the answer's first line for the
        // next answer too. Either way the connection is good for no other request. The web server says nothing of the kind where the body is empty.
        if (Request.Headers.ContainsKey("Expect") && (!IsBodyAsked || Request.ContentLength == 0)) response.Headers.Connection = "close";
        if (Protocol.Kind == WireProtocol.RestXml)
        {
            await RestSender.SendAsync(response, Answer, RequestId, HttpMethods.IsHead(Request.Method));
            return;
        }

        response.Headers["x-amzn-RequestId"] = RequestId.ToString();
        response.Headers.ContentType = Protocol.ContentType;
        response.ContentLength = Answer.Written.Length;
        if (Answer.Written.Length > 0 && !HttpMethods.IsHead(Request.Method)) await response.BodyWriter.WriteAsync(Answer.Written);
    }

    /// <summary>Ends the connection without an answer.</summary>
    public void Abort() => context.Abort();

    /// <summary>
    /// True when no other protocol could mean the request: their requests are posted to the root, or name an Action in their query.
    /// </summary>
    private static bool LooksRest(HttpRequest request) => !request.Headers.ContainsKey("X-Amz-Target")
        && !(HttpMethods.IsPost(request.Method) && request.Path == "/")
        && !request.Query.ContainsKey("Action");

    public void Dispose() => Answer.Dispose();

    private static Protocol LooksLike(HttpRequest request)
    {
        if (LooksRest(request)) return Protocol.Of(WireProtocol.RestXml);
        var isForm = request.ContentType?.StartsWith("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase) == true;
        return Protocol.Of(isForm ? WireProtocol.AwsQuery : WireProtocol.AwsJson11);
    }
}
