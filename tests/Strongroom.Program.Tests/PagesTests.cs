using System.Net;
using Strongroom.Testing;

namespace Strongroom.Program.Tests;

public sealed class PagesTests : IAsyncLifetime
{
    private readonly HttpClient http = new();
    private LocalServer server = null!;

    public async ValueTask InitializeAsync() => server = await LocalServer.StartAsync();

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        await server.DisposeAsync();
    }

    [Theory]
    [InlineData("/health", """{"status":"ok"}""")]
    [InlineData("/ready", """{"status":"ready"}""")]
    public async Task Health_and_readiness_need_no_signature(string path, string answer)
        => Assert.Equal(answer, await http.GetStringAsync(new Uri(server.Endpoint + path)));

    [Theory]
    [InlineData("/health/")]
    [InlineData("/health?x")]
    [InlineData("/Metrics")]
    [InlineData("/%68ealth")]
    public async Task Only_the_exact_target_is_a_page(string target)
    {
        using var answer = await http.GetAsync(new Uri(server.Endpoint + target, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }));
        Assert.NotEqual(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task Calls_are_counted_by_operation_and_outcome()
    {
        using var kms = server.Kms();
        await kms.CreateKeyAsync(new());
        await Assert.ThrowsAnyAsync<Exception>(() => kms.DescribeKeyAsync("alias/none"));
        using var unsigned = new StringContent("{}", new System.Net.Http.Headers.MediaTypeHeaderValue("application/x-amz-json-1.1"));
        await http.PostAsync(new Uri(server.Endpoint), unsigned);
        var page = await http.GetStringAsync(new Uri(server.Endpoint + "/metrics"));
        Assert.Matches("""strongroom_request_duration_seconds_count\{[^}]*code="OK"[^}]*operation="CreateKey"[^}]*service="kms"[^}]*\} 1\n""", Ordered(page));
        Assert.Contains("""code="NotFoundException",operation="DescribeKey""", Ordered(page), StringComparison.Ordinal);
        Assert.Contains("strongroom_requests_unauthenticated_total", page, StringComparison.Ordinal);
        Assert.Contains("strongroom_ready", page, StringComparison.Ordinal);
        Assert.Contains("strongroom_audit_healthy", page, StringComparison.Ordinal);
        Assert.Contains("dotnet_process_memory_working_set_bytes", page, StringComparison.Ordinal);
    }

    // Labels come in no order that the exporter promises.
    private static string Ordered(string page) => string.Join('\n', page.Split('\n').Select(static line =>
    {
        var (open, close) = (line.IndexOf('{', StringComparison.Ordinal), line.IndexOf('}', StringComparison.Ordinal));
        return open < 0 || close < open ? line : $"{line[..(open + 1)]}{string.Join(',', line[(open + 1)..close].Split(',').Order(StringComparer.Ordinal))}{line[close..]}";
    }));
}
