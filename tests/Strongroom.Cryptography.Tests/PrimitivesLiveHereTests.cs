using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace Strongroom.Cryptography.Tests;

/// <summary>One project owns every primitive, and one file the AEAD whose instances must never be shared.</summary>
public sealed partial class PrimitivesLiveHereTests
{
    [Fact]
    public void AesGcm_is_made_in_one_file() =>
        Assert.Equal(["Gcm.cs"], Sources().Where(path => File.ReadAllText(path).Contains("new AesGcm(", StringComparison.Ordinal)
            || AesGcmMade().IsMatch(File.ReadAllText(path))).Select(Path.GetFileName));

    [Fact]
    public void No_other_project_makes_a_cipher_a_hash_or_randomness_of_its_own() =>
        Assert.Empty(Sources().Where(path => !path.Contains("/Strongroom.Cryptography/", StringComparison.Ordinal))
            .SelectMany(path => File.ReadLines(path).Where(line => Primitive().IsMatch(line))
                .Select(line => $"{Path.GetFileName(path)}: {line.Trim()}")));

    [Theory]
    [InlineData("using var aes = Aes.Create();")]
    [InlineData("RandomNumberGenerator.Fill(bytes);")]
    [InlineData("SHA256.HashData(bytes)")]
    [InlineData("new Random()")]
    public void The_rule_can_fail(string line) => Assert.Matches(Primitive(), line);

    private static IEnumerable<string> Sources([CallerFilePath] string here = "") =>
        Directory.EnumerateFiles(Path.GetFullPath("../../src", Path.GetDirectoryName(here)!), "*.cs", SearchOption.AllDirectories)
            .Where(path => !path.Contains("/obj/", StringComparison.Ordinal) && !path.Contains("/bin/", StringComparison.Ordinal));

    [GeneratedRegex(@"AesGcm _\w+ = new\(", RegexOptions.NonBacktracking)]
    private static partial Regex AesGcmMade();

    [GeneratedRegex(@"\b(Aes|RSA|ECDsa|ECDiffieHellman)\.Create\b|\b(SHA\d+|MD5|HMAC\w+|HKDF)\.HashData\b|\bIncrementalHash\b"
        + @"|\bRandomNumberGenerator\b|\bnew Random\(|\bRandom\.Shared\b", RegexOptions.NonBacktracking)]
    private static partial Regex Primitive();
}
