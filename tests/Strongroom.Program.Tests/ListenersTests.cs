using System.Net.Sockets;
using Strongroom.Testing;

namespace Strongroom.Program.Tests;

[Trait("Needs", "tools")]
public sealed class ListenersTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("strongroom-listen-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task A_renewed_certificate_is_shown_to_the_next_connection_and_a_broken_one_never()
    {
        await MakeCertificateAsync("first");
        await using var server = await StartAsync();
        Assert.Equal("subject=CN=first", await SubjectShownAsync(server));

        await MakeCertificateAsync("second");
        server.Clock.Move(TimeSpan.FromSeconds(5));
        Assert.Equal("subject=CN=second", await SubjectShownAsync(server));

        await File.WriteAllTextAsync(Path.Combine(folder, "tls.pem"), "-----BEGIN CERTIFICATE-----\nhalf a f");
        server.Clock.Move(TimeSpan.FromSeconds(5));
        Assert.Equal("subject=CN=second", await SubjectShownAsync(server));
    }

    [Fact]
    public async Task Old_versions_of_TLS_are_refused()
    {
        await MakeCertificateAsync("localhost");
        await using var server = await StartAsync();
        await Assert.ThrowsAnyAsync<Exception>(() => Shell.RunAsync(
            $"openssl s_client -connect {new Uri(server.Endpoint).Authority} -tls1_1 -cipher ALL:@SECLEVEL=0 < /dev/null", folder));
        Assert.Contains("TLSv1.3", await Shell.RunAsync($"openssl s_client -connect {new Uri(server.Endpoint).Authority} -tls1_3 < /dev/null", folder), StringComparison.Ordinal);
    }

    [Fact]
    public void Without_a_certificate_there_is_no_https()
    {
        var refused = Assert.Throws<UsageException>(() => ServerOptions.Read(null, new Dictionary<string, string?> { ["Urls"] = "https://127.0.0.1:0" }));
        Assert.Equal("To listen on https://127.0.0.1:0, name a certificate: --certificate FILE.", refused.Message);
    }

    [Fact]
    public async Task A_key_of_another_certificate_is_refused_at_the_start()
    {
        await MakeCertificateAsync("one");
        File.Move(Path.Combine(folder, "tls.key"), Path.Combine(folder, "old.key"));
        await MakeCertificateAsync("two");
        var refused = await Assert.ThrowsAsync<UsageException>(() => LocalServer.StartAsync(options => options with
        {
            Urls = ["https://127.0.0.1:0"],
            Certificate = Path.Combine(folder, "tls.pem"),
            CertificateKey = Path.Combine(folder, "old.key"),
        }));
        Assert.StartsWith("The certificate ", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_Unix_socket_serves_like_a_port()
    {
        var path = Path.Combine(folder, "s.sock");
        await File.WriteAllTextAsync(path, "left behind");
        await using var server = await LocalServer.StartAsync(options => options with { Urls = ["http://127.0.0.1:0", "unix:" + path] });
        using var http = new HttpClient(new SocketsHttpHandler
        {
            ConnectCallback = async (_, cancellation) =>
            {
                var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellation);
                return new NetworkStream(socket, ownsSocket: true);
            },
        });
        Assert.Equal("""{"status":"ready"}""", await http.GetStringAsync(new Uri("http://strongroom/ready")));
    }

    private Task<LocalServer> StartAsync() => LocalServer.StartAsync(options => options with
    {
        Urls = ["https://127.0.0.1:0"],
        Certificate = Path.Combine(folder, "tls.pem"),
        CertificateKey = Path.Combine(folder, "tls.key"),
    });

    private Task<string> MakeCertificateAsync(string name) => Shell.RunAsync(
        $"openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout tls.key -out tls.pem -days 30 -subj /CN={name}", folder);

    private async Task<string> SubjectShownAsync(LocalServer server) => (await Shell.RunAsync(
        $"openssl s_client -connect {new Uri(server.Endpoint).Authority} < /dev/null 2> /dev/null | openssl x509 -noout -subject -nameopt RFC2253", folder)).Trim();
}
