using Microsoft.AspNetCore.Http;

namespace Strongroom.Aws;

/// <summary>A request as it stands at the door.</summary>
internal readonly record struct Arrived(HttpContext Context, Guid RequestId, DateTimeOffset Time)
{
    public string SourceAddress => Aws.SourceAddress.Of(Context.Connection.RemoteIpAddress);

    public Arrival By(Authenticated who) => new(
        RequestId, who.Caller, who.Region, Time, SourceAddress, Context.Request.Headers.UserAgent is [{ } agent, ..] ? agent : null, Context.Request.IsHttps);
}
