using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Strongroom.Aws.Tests.Hygiene;

/// <summary>A web server that checks hygiene, reads the body, and says what it understood: method, raw target and body.</summary>
public sealed class FrontDoor : IAsyncLifetime
{
    private WebApplication? _app;

    public int Port { get; private set; }

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(options =>
        {
            KestrelHygiene.Apply(options);
            options.Listen(IPAddress.Loopback, 0);
        });
        _app = builder.Build();
        _app.Run(AnswerAsync);
        await _app.StartAsync();
        var addresses = _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!;
        Port = new Uri(addresses.Addresses.Single()).Port;
    }

    public async ValueTask DisposeAsync()
    {
        if (_app is not null) await _app.DisposeAsync();
    }

    /// <summary>Sends bytes and returns all that comes back until the server closes the connection.</summary>
    public async Task<string> SendAsync(string text)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        var answer = new StringBuilder();
        var buffer = new byte[16 * 1024];
        try
        {
            await socket.ConnectAsync(IPAddress.Loopback, Port, patience.Token);
            await socket.SendAsync(Encoding.Latin1.GetBytes(text), patience.Token);
            while (await socket.ReceiveAsync(buffer, patience.Token) is > 0 and var count)
                answer.Append(Encoding.Latin1.GetString(buffer, 0, count));
        }
        catch (SocketException)
        {
            return answer.ToString();   // reset, because the server closed without reading all: as good as closed
        }

        return answer.ToString();
    }

    private static async Task AnswerAsync(HttpContext context)
    {
        if (RequestHygiene.Check(context, out var target) is { } refusal)
        {
            await refusal.WriteAsync(context);
            return;
        }

        using var reader = new StreamReader(context.Request.Body, Encoding.Latin1);
        string body;
        try
        {
            body = await reader.ReadToEndAsync();
        }
        catch (IOException failure) when (RequestHygiene.RefusalOf(failure) is { } malformed)
        {
            await malformed.WriteAsync(context);
            return;
        }

        await context.Response.WriteAsync($"[{context.Request.Method} {target!.Raw} {body}]");
    }
}
