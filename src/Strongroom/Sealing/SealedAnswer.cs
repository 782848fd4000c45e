using System.Text;
using Microsoft.AspNetCore.Http;

namespace Strongroom.Sealing;

/// <summary>What callers get while the installation is sealed: 503 in their protocol's form, before anything of their request is believed.</summary>
internal static class SealedAnswer
{
    private const string Code = "ServiceUnavailable";

    // Why, and what opens it, is for the console alone.
    private const string Message = "Strongroom is sealed: its keys are not in memory until an operator unseals it.";

    public static async Task WriteAsync(HttpContext context)
    {
        var answer = context.Response;
        answer.StatusCode = StatusCodes.Status503ServiceUnavailable;
        answer.Headers.RetryAfter = "10";
        // The request's body is not read.
        answer.Headers.Connection = "close";
        var contentType = context.Request.ContentType ?? "";
        if (contentType.Contains("json", StringComparison.OrdinalIgnoreCase))
        {
            answer.ContentType = context.Request.ContentType!.Contains("1.1", StringComparison.Ordinal) ? "application/x-amz-json-1.1" : "application/json";
            answer.Headers["x-amzn-ErrorType"] = Code;
            await answer.WriteAsync($"{{\"__type\":\"{Code}\",\"message\":\"{Message}\"}}", context.RequestAborted);
            return;
        }

        var error = $"<Code>{Code}</Code><Message>{Message}</Message>";
        answer.ContentType = "application/xml";
        await answer.WriteAsync("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" + (contentType.StartsWith("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase)
            ? $"<ErrorResponse><Error><Type>Receiver</Type>{error}</Error></ErrorResponse>" : $"<Error>{error}</Error>"), Encoding.UTF8, context.RequestAborted);
    }
}
