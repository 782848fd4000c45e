using Microsoft.AspNetCore.Http;

namespace Strongroom.Aws;

/// <summary>A request that is refused for its form, before anything else is looked at. The connection closes behind it.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Reason">What is wrong, for the log and the answer; holds nothing that the request said.</param>
public sealed record HygieneRefusal(int Status, string Reason)
{
    /// <summary>Answers in plain text and closes the connection: after such a request nobody knows where the next one begins.</summary>
    public async Task WriteAsync(HttpContext context)
    {
        context.Response.StatusCode = Status;
        context.Response.Headers.Connection = "close";
        context.Response.ContentType = "text/plain";
        context.Response.ContentLength = Reason.Length;
        if (!HttpMethods.IsHead(context.Request.Method)) await context.Response.WriteAsync(Reason, context.RequestAborted);
    }
}
