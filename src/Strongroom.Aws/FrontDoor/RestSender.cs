using System.Text;
using Microsoft.AspNetCore.Http;
using Strongroom.Aws.Protocols;

namespace Strongroom.Aws;

/// <summary>Sends the answers of REST services.</summary>
internal static class RestSender
{
    private const int PieceLength = 128 * 1024;

    public static async ValueTask SendAsync(HttpResponse response, AnswerBuffer answer, Guid requestId, bool headOnly)
    {
        response.Headers["x-amz-request-id"] = requestId.ToString();
        response.Headers["x-amz-id-2"] = RestXml.HostId(requestId);
        if (answer.ContentType is { } type) response.Headers.ContentType = type.Length == 0 ? "application/xml" : type;
        foreach (var (name, value) in answer.Headers) response.Headers[name] = Encoded(value);
        if (headOnly)
        {
            // There is no body to have a type, but where the operation itself says so.
            if (answer.Content is null && answer.ContentType is not null && answer.Headers.All(static header => header.Key != "Content-Type"))
                response.Headers.ContentType = "application/xml";
            return;
        }

        if (answer.Status is StatusCodes.Status204NoContent or StatusCodes.Status304NotModified) return;
        if (answer.Content is { } content)
        {
            response.ContentLength = content.Length;
            await CopyAsync(content.Content, response);
            return;
        }

        response.ContentLength = answer.Written.Length;
        if (answer.Written.Length > 0) await response.BodyWriter.WriteAsync(answer.Written);
    }

    private static async ValueTask CopyAsync(Stream content, HttpResponse response)
    {
        var writer = response.BodyWriter;
        while (true)
        {
            var read = await content.ReadAsync(writer.GetMemory(PieceLength));
            if (read == 0) return;
            writer.Advance(read);
            var flushed = await writer.FlushAsync();
            if (flushed.IsCompleted || flushed.IsCanceled) return;
        }
    }

    // As AWS sends what is not ASCII: RFC 2047.
    private static string Encoded(string value)
        => Ascii.IsValid(value) ? value : $"=?UTF-8?B?{Convert.ToBase64String(Encoding.UTF8.GetBytes(value))}?=";
}
