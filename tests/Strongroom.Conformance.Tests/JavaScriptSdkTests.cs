using Strongroom.Testing;

namespace Strongroom.Conformance.Tests;

[Trait("Needs", "tools")]
public sealed class JavaScriptSdkTests
{
    [Fact]
    public async Task The_javascript_sdk_walks_through_kms()
    {
        await using var server = await LocalServer.StartAsync();
        var printed = await Shell.RunAsync("NODE_NO_WARNINGS=1 node kms.mjs", JavaScript.Folder, new KeyValuePair<string, string>("STRONGROOM_ENDPOINT", server.Endpoint));
        Assert.Equal("ok", printed.Trim());
    }

    [Theory]
    [InlineData("encryption-sdk.mjs")]
    [InlineData("ml-dsa.mjs")]
    public async Task A_client_that_finds_the_endpoint_in_its_environment_ends_well(string script)
    {
        await using var server = await LocalServer.StartAsync();
        var printed = await Shell.RunAsync($"NODE_NO_WARNINGS=1 node {script}", JavaScript.Folder,
            new("AWS_ENDPOINT_URL", server.Endpoint), new("AWS_REGION", "us-east-1"),
            new("AWS_ACCESS_KEY_ID", "test"), new("AWS_SECRET_ACCESS_KEY", "test"));
        Assert.Equal("ok", printed.Trim());
    }
}

/// <summary>Where the JavaScript clients lie: in the source tree, beside their installed packages.</summary>
internal static class JavaScript
{
    public static string Folder { get; } = Find();

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var candidate = Path.Combine(folder.FullName, "javascript");
            if (File.Exists(Path.Combine(candidate, "package.json"))) return candidate;
        }
        throw new InvalidOperationException("The folder 'javascript' is not above the tests' program.");
    }
}
