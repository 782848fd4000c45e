using System.Diagnostics;
using System.Text;
using Strongroom.Cryptography;

namespace Strongroom.Hsm.Tests;

/// <summary>A seal slot in SoftHSM2, a token that we did not write.</summary>
[Trait("Needs", "tools")]
[System.Runtime.Versioning.SupportedOSPlatform("linux")]
public sealed class Pkcs11SlotTests : IDisposable
{
    private const string Library = "/usr/lib/softhsm/libsofthsm2.so";

    private readonly TemporaryFolder _folder = new();
    private readonly KeyMaterial _pin = KeyMaterial.CopyOf("1234"u8), _wrong = KeyMaterial.CopyOf("4321"u8);

    public Pkcs11SlotTests()
    {
        Assert.True(File.Exists(Library), $"{Library} is missing: install softhsm2.");
        Directory.CreateDirectory(_folder["tokens"]);
        File.WriteAllText(_folder["softhsm2.conf"], $"directories.tokendir = {_folder["tokens"]}\nobjectstore.backend = file\nlog.level = ERROR\n");
        NativeEnvironment.Set("SOFTHSM2_CONF", _folder["softhsm2.conf"]);
        Run("softhsm2-util", "--init-token", "--free", "--label", "seal", "--pin", "1234", "--so-pin", "5678");
    }

    private string Seal => _folder["seal"];

    [Fact]
    public void A_key_that_never_leaves_the_token_opens_the_keyring()
    {
        Keyring.Create(Seal, [new Pkcs11Slot(Library, "seal", _pin)], TimeProvider.System);
        Guid root;
        using (var keyring = Keyring.Open(Seal, new Pkcs11Slot(Library, null, _pin), TimeProvider.System)) root = keyring.RootId;
        using (var again = Keyring.Open(Seal, new Pkcs11Slot(Library, null, _pin), TimeProvider.System)) Assert.Equal(root, again.RootId);

        // The token itself says what may be done with the key: the tool is not ours.
        var listed = Run("pkcs11-tool", "--module", Library, "--token-label", "seal", "--login", "--pin", "1234", "--list-objects", "--type", "secrkey");
        Assert.Contains("strongroom-seal", listed, StringComparison.Ordinal);
        Assert.Contains("never extractable", listed, StringComparison.Ordinal);
        Assert.DoesNotContain("encrypt", listed, StringComparison.Ordinal);

        var refusal = Assert.Throws<SealException>(() => Keyring.Open(Seal, new Pkcs11Slot(Library, null, _wrong), TimeProvider.System));
        Assert.Contains("PIN of the token 'seal'", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("is wrong", refusal.Message, StringComparison.Ordinal);
        refusal = Assert.Throws<SealException>(() => Keyring.Open(Seal, new Pkcs11Slot(_folder["none.so"], null, _pin), TimeProvider.System));
        Assert.Contains("cannot be loaded", refusal.Message, StringComparison.Ordinal);
        refusal = Assert.Throws<SealException>(() => new Pkcs11Slot(Library, "another", _pin).Prepare());
        Assert.Contains("'another' is not there", refusal.Message, StringComparison.Ordinal);

        var record = Directory.GetFiles(Seal, "*.slot").Single();
        var bytes = File.ReadAllBytes(record);
        bytes[^120] ^= 1; // the wrapped secret
        File.WriteAllBytes(record, bytes);
        Assert.Throws<SealException>(() => Keyring.Open(Seal, new Pkcs11Slot(Library, null, _pin), TimeProvider.System));
        bytes[^120] ^= 1;
        File.WriteAllBytes(record, bytes);
        Run("softhsm2-util", "--delete-token", "--token", "seal");
        refusal = Assert.Throws<SealException>(() => Keyring.Open(Seal, new Pkcs11Slot(Library, null, _pin), TimeProvider.System));
        Assert.Contains("is not there", refusal.Message, StringComparison.Ordinal);
    }

    public void Dispose()
    {
        _pin.Dispose();
        _wrong.Dispose();
        _folder.Dispose();
    }

    private string Run(string tool, params string[] arguments)
    {
        var start = new ProcessStartInfo(tool, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["SOFTHSM2_CONF"] = _folder["softhsm2.conf"];
        using var process = Process.Start(start)!;
        var output = new StringBuilder(process.StandardOutput.ReadToEnd()).Append(process.StandardError.ReadToEnd()).ToString();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"{tool} ended with {process.ExitCode}: {output}");
        return output;
    }
}

/// <summary>Variables that a native library sees: .NET's own are not handed on to this process's libc.</summary>
internal static partial class NativeEnvironment
{
    public static void Set(string name, string value) => Assert.Equal(0, SetVariable(name, value, 1));

    [System.Runtime.InteropServices.LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = System.Runtime.InteropServices.StringMarshalling.Utf8)]
    [System.Runtime.InteropServices.DefaultDllImportSearchPaths(System.Runtime.InteropServices.DllImportSearchPath.SafeDirectories)]
    private static partial int SetVariable(string name, string value, int overwrite);
}
