using System.Collections.Frozen;
using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;

namespace Strongroom.Observing;

/// <summary>The pages for whoever watches over the server, answered without a signature: they take nothing from the request but its target.</summary>
internal sealed class Pages
{
    private readonly FrozenDictionary<string, RequestDelegate> pages;

    /// <summary>The pages of a server.</summary>
    public Pages(IServiceProvider services)
    {
        var readiness = services.GetRequiredService<Readiness>();
        var metrics = Metrics.PageOf(services);
        pages = new Dictionary<string, RequestDelegate>
        {
            ["/health"] = context => WriteAsync(context, StatusCodes.Status200OK, readiness.IsSealed ? "sealed" : "ok"),
            ["/ready"] = context => readiness.Obstacle is { } obstacle
                ? WriteAsync(context, StatusCodes.Status503ServiceUnavailable, obstacle)
                : WriteAsync(context, StatusCodes.Status200OK, "ready"),
            ["/metrics"] = context => IsLocal(context) ? metrics(context) : WriteAsync(context, StatusCodes.Status403Forbidden, "loopback only"),
        }.ToFrozenDictionary();
    }

    /// <summary>The page asked for; null for a call. A signed request for a bucket of such a name is a call.</summary>
    public RequestDelegate? Find(HttpContext context)
        => HttpMethods.IsGet(context.Request.Method) && context.Request.Headers.Authorization.Count == 0
            && pages.TryGetValue(context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget, out var page) ? page : null;

    // Figures of use are for the machine's own people: a collector on another machine reaches them through an agent, a tunnel or a Unix socket.
    private static bool IsLocal(HttpContext context)
        => context.Connection.RemoteIpAddress is not { } address || IPAddress.IsLoopback(address);

    private static Task WriteAsync(HttpContext context, int status, string text)
    {
        context.Response.StatusCode = status;
        context.Response.Headers.CacheControl = "no-store";
        return context.Response.WriteAsJsonAsync(new { status = text });
    }
}
