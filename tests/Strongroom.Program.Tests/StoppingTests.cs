using System.Net;
using System.Net.Sockets;
using System.Text;
using Strongroom.Testing;

namespace Strongroom.Program.Tests;

/// <summary>The program as a service manager sees it: ready when it says so, and gone only when the calls under way have their answers.</summary>
public sealed class StoppingTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("strongroom-stop-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task A_call_under_way_is_answered_before_the_program_ends()
    {
        await using var server = await ServerProcess.StartAsync(Path.Combine(folder, "data"), "--profile", "dev");
        var url = new Uri(server.Endpoint);
        var request = new PlainSigner().Request(url.Authority, "TrentService.CreateKey", "{}"u8.ToArray(), DateTimeOffset.UtcNow);
        using var tcp = new TcpClient();
        await tcp.ConnectAsync(url.Host, url.Port);
        await using var stream = tcp.GetStream();
        await stream.WriteAsync(request.AsMemory(0, request.Length - 1));
        await Task.Delay(200, TestContext.Current.CancellationToken);

        server.Terminate();
        await Task.Delay(500, TestContext.Current.CancellationToken);
        await stream.WriteAsync(request.AsMemory(request.Length - 1));
        using var reader = new StreamReader(stream);
        Assert.Equal("HTTP/1.1 200 OK", await reader.ReadLineAsync(TestContext.Current.CancellationToken));
        Assert.Equal(0, await server.WaitForExitAsync());
    }

    [Fact]
    public async Task While_it_drains_it_still_answers_but_is_not_ready()
    {
        await using var server = await ServerProcess.StartAsync(Path.Combine(folder, "data"), "--profile", "dev", "--drain-delay", "3");
        using var http = new HttpClient();
        server.Terminate();
        HttpResponseMessage ready;
        do ready = await http.GetAsync(new Uri(server.Endpoint + "/ready"), TestContext.Current.CancellationToken);
        while (ready.StatusCode == HttpStatusCode.OK);
        Assert.Equal("""{"status":"draining"}""", await ready.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        using var kms = server.Kms();
        Assert.NotNull((await kms.CreateKeyAsync(new(), TestContext.Current.CancellationToken)).KeyMetadata);
        Assert.Equal(0, await server.WaitForExitAsync());
    }

    [Fact]
    public async Task The_service_manager_is_told_when_it_serves_and_when_it_stops()
    {
        var path = Path.Combine(folder, "notify.sock");
        using var manager = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        manager.Bind(new UnixDomainSocketEndPoint(path));
        manager.ReceiveTimeout = 30_000;
        await using var server = await ServerProcess.StartInAsync([new("NOTIFY_SOCKET", path)], Path.Combine(folder, "data"));
        Assert.Equal("READY=1", Receive(manager));
        server.Terminate();
        Assert.Equal("STOPPING=1", Receive(manager));
        Assert.Equal(0, await server.WaitForExitAsync());
    }

    [Fact]
    public async Task A_service_manager_that_is_gone_keeps_nothing_from_running()
    {
        await using var server = await ServerProcess.StartInAsync([new("NOTIFY_SOCKET", Path.Combine(folder, "gone.sock"))], Path.Combine(folder, "data"));
        using var http = new HttpClient();
        Assert.Equal("""{"status":"ready"}""", await http.GetStringAsync(new Uri(server.Endpoint + "/ready"), TestContext.Current.CancellationToken));
        server.Terminate();
        Assert.Equal(0, await server.WaitForExitAsync());
    }

    private static string Receive(Socket socket)
    {
        var buffer = new byte[256];
        return Encoding.UTF8.GetString(buffer, 0, socket.Receive(buffer));
    }
}
