using System.Globalization;
using System.Text.Json;

namespace Strongroom.Aws.Tests.Authentication;

/// <summary>A published file of signing vectors, from the folder that STRONGROOM_VECTORS names.</summary>
internal static class SigningVectors
{
    public static IReadOnlyList<JsonElement> Cases(string file)
    {
        var folder = Environment.GetEnvironmentVariable("STRONGROOM_VECTORS");
        if (string.IsNullOrEmpty(folder)) Assert.Skip("STRONGROOM_VECTORS does not name the folder of published vectors");
        using var document = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, file)));
        return [.. document.RootElement.Clone().GetProperty("cases").EnumerateArray()];
    }

    public static DateTimeOffset Time(string text) =>
        DateTimeOffset.ParseExact(text, "yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);

    public static string Text(this JsonElement element, string name) => element.GetProperty(name).GetString()!;

    /// <summary>Runs every case, prints the counts, and fails with the names of those that failed.</summary>
    public static async Task RunAll(string file, IEnumerable<JsonElement> cases, Func<JsonElement, Task<string?>> run)
    {
        var (passed, failures) = (0, new List<string>());
        foreach (var vector in cases)
        {
            if (await run(vector) is { } failure) failures.Add($"{vector.Text("name")}: {failure}");
            else passed++;
        }

        Console.WriteLine($"vectors {file}: {passed} passed, {failures.Count} failed, 0 skipped");
        Assert.True(failures.Count == 0, string.Join('\n', failures));
        Assert.NotEqual(0, passed);
    }
}
