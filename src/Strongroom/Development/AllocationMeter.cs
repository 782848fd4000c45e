using Microsoft.AspNetCore.Http;

namespace Strongroom.Development;

/// <summary>Tells how many bytes the process has allocated so far, for measurements in the dev profile: <c>GET /health?gc=1</c>.</summary>
internal static class AllocationMeter
{
    public static bool Asks(HttpContext context) => context.Request.QueryString.Value == "?gc=1" && context.Request.Path == "/health";

    public static Task AnswerAsync(HttpContext context) => context.Response.WriteAsync(GC.GetTotalAllocatedBytes(precise: false).ToString(null as IFormatProvider));
}
