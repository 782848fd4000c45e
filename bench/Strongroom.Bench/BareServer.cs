using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Strongroom.Bench;

/// <summary>The web server that Strongroom stands on, doing nothing: reads the request's body and answers with a fixed one.</summary>
internal static class BareServer
{
    /// <summary>Serves until killed.</summary>
    /// <param name="url">Where.</param>
    /// <param name="sizes">Bytes of the answer to each operation, in the order of <see cref="Operations.All"/>.</param>
    public static async Task ServeAsync(string url, IReadOnlyList<int> sizes)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.Urls.Add(url);
        var bodies = Operations.All.Append(Operations.GetSecretValue).Zip(sizes).ToDictionary(pair => pair.First.Target, pair => Body(pair.Second));
        app.Run(context => context.Request.Path == "/health" ? HealthAsync(context) : AnswerAsync(context, bodies));
        await app.RunAsync();
    }

    private static async Task AnswerAsync(HttpContext context, Dictionary<string, byte[]> bodies)
    {
        var reader = context.Request.BodyReader;
        while (true)
        {
            var read = await reader.ReadAsync(context.RequestAborted);
            reader.AdvanceTo(read.Buffer.End);
            if (read.IsCompleted)
                break;
        }

        var body = bodies[context.Request.Headers["X-Amz-Target"].ToString()];
        context.Response.ContentType = "application/x-amz-json-1.1";
        context.Response.ContentLength = body.Length;
        context.Response.Headers["x-amzn-RequestId"] = "d1d2d3d4-0000-4000-8000-00000000f001";
        await context.Response.BodyWriter.WriteAsync(body);
    }

    private static Task HealthAsync(HttpContext context) =>
        context.Response.WriteAsync(GC.GetTotalAllocatedBytes().ToString(CultureInfo.InvariantCulture));

    private static byte[] Body(int size)
    {
        var body = new byte[Math.Max(size, 2)];
        body.AsSpan().Fill((byte)' ');
        (body[0], body[^1]) = ((byte)'{', (byte)'}');
        return body;
    }
}
