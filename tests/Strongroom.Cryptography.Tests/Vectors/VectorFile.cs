using System.Globalization;
using System.Text.Json;

namespace Strongroom.Cryptography.Tests.Vectors;

/// <summary>What the code under test made of one vector.</summary>
/// <param name="IsAccepted">It took the input and gave the expected output.</param>
/// <param name="Skip">Why the vector does not apply; null if it was tried.</param>
public readonly record struct Verdict(bool IsAccepted, string? Skip = null)
{
    public static implicit operator Verdict(bool accepted) => new(accepted);

    public static Verdict Skipped(string reason) => new(false, reason);
}

/// <summary>A file of published vectors in the folder that STRONGROOM_VECTORS names, in Wycheproof's layout.</summary>
public static class VectorFile
{
    /// <summary>Tries every case, prints the counts, and fails if a valid one was refused or an invalid one accepted.</summary>
    public static void Check(string name, Func<JsonElement, JsonElement, Verdict> verdict)
    {
        using var file = Open(name);
        var tally = new Tally(name);
        foreach (var group in file.RootElement.GetProperty("testGroups").EnumerateArray())
        {
            foreach (var test in group.GetProperty("tests").EnumerateArray())
            {
                var id = "tcId " + test.GetProperty("tcId").GetInt32().ToString(CultureInfo.InvariantCulture);
                var result = test.GetProperty("result").GetString();
                var got = verdict(group, test);
                if (got.Skip is { } reason) tally.Skip(reason);
                else if (result == "acceptable") tally.Either(got.IsAccepted, Flags(test));
                else tally.Count(got.IsAccepted == (result == "valid"), $"{id} ({result}, {test.Text("comment")}; {Flags(test)})");
            }
        }

        tally.Finish();
    }

    /// <summary>Tries every element of <c>cases</c>: the layout of the files that are not Wycheproof's.</summary>
    public static void CheckCases(string name, Func<JsonElement, Verdict> verdict)
    {
        using var file = Open(name);
        var tally = new Tally(name);
        var index = 0;
        foreach (var test in file.RootElement.GetProperty("cases").EnumerateArray())
        {
            var got = verdict(test);
            if (got.Skip is { } reason) tally.Skip(reason);
            else tally.Count(got.IsAccepted, $"case {index}");
            index++;
        }

        tally.Finish();
    }

    /// <summary>Counts a file that does not apply as a whole.</summary>
    public static void Skip(string name, string reason)
    {
        using var file = Open(name);
        var tally = new Tally(name);
        var cases = file.RootElement.TryGetProperty("cases", out var list)
            ? list.GetArrayLength()
            : file.RootElement.GetProperty("testGroups").EnumerateArray().Sum(group => group.GetProperty("tests").GetArrayLength());
        for (var i = 0; i < cases; i++) tally.Skip(reason);
        tally.Print();
    }

    public static byte[] Hex(this JsonElement element, string property) =>
        Convert.FromHexString(element.GetProperty(property).GetString()!);

    /// <summary>A property's bytes, or none where it is absent.</summary>
    public static byte[]? HexOrNull(this JsonElement element, string property) =>
        element.TryGetProperty(property, out var value) ? Convert.FromHexString(value.GetString()!) : null;

    public static int Int(this JsonElement element, string property) => element.GetProperty(property).GetInt32();

    public static string Text(this JsonElement element, string property) => element.GetProperty(property).GetString()!;

    public static bool HasFlag(this JsonElement test, string flag) =>
        test.GetProperty("flags").EnumerateArray().Any(value => value.GetString() == flag);

    private static string Flags(JsonElement test) =>
        string.Join(' ', test.GetProperty("flags").EnumerateArray().Select(flag => flag.GetString()));

    private static JsonDocument Open(string name)
    {
        var root = Environment.GetEnvironmentVariable("STRONGROOM_VECTORS");
        if (string.IsNullOrEmpty(root)) Assert.Skip("STRONGROOM_VECTORS names no folder of vectors");
        var path = Directory.EnumerateFiles(root, name, SearchOption.AllDirectories).FirstOrDefault();
        if (path is null) Assert.Skip($"{name} is not in STRONGROOM_VECTORS");
        return JsonDocument.Parse(File.ReadAllBytes(path));
    }

    private sealed class Tally(string name)
    {
        private readonly List<string> _failures = [];
        private readonly SortedDictionary<string, int> _skips = [], _either = [];
        private int _passed;

        public void Count(bool passed, string what)
        {
            if (passed) _passed++;
            else _failures.Add(what);
        }

        public void Either(bool accepted, string flags)
        {
            var key = (accepted ? "accepted " : "refused ") + flags;
            _either[key] = _either.GetValueOrDefault(key) + 1;
            _passed++;
        }

        public void Skip(string reason) => _skips[reason] = _skips.GetValueOrDefault(reason) + 1;

        public void Finish()
        {
            Print();
            Assert.True(_failures.Count == 0, $"{name}: {string.Join("\n", _failures.Take(20))}");
            Assert.True(_passed > 0, $"{name}: no vector was tried");
        }

        public void Print()
        {
            var skips = _skips.Count == 0 ? "" : $" ({string.Join("; ", _skips.Select(skip => $"{skip.Value} {skip.Key}"))})";
            var kinds = string.Join(", ", _either.Select(kind => $"{kind.Value} {kind.Key.Trim()}"));
            var either = _either.Count == 0 ? "" : $"; acceptable either way: {kinds}";
            Console.WriteLine($"vectors {name}: {_passed} passed, {_failures.Count} failed, {_skips.Values.Sum()} skipped{skips}{either}");
        }
    }
}
