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
