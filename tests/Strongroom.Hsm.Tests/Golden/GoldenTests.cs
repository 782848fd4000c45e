using Strongroom.Cryptography;

namespace Strongroom.Hsm.Tests;

/// <summary>A whole installation of format version 1, made once and never again: what was stored then opens for ever.</summary>
public sealed class GoldenTests : IDisposable
{
    private const string Account = "111122223333";

    private readonly TemporaryFolder _folder = new();
    private readonly ILookup<string, string[]> _golden;
    private readonly Keyring _keyring;
    private readonly InProcessSecurityModule _module;

    public GoldenTests()
    {
        using var stream = typeof(GoldenTests).Assembly.GetManifestResourceStream("installation-1.txt")!;
        using var reader = new StreamReader(stream);
        _golden = reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(' '))
            .ToLookup(words => words[0], words => words[1..]);

        foreach (var file in _golden["file"]) KeyringFolder.OpenOrCreate(Path.GetDirectoryName(_folder["seal/" + file[0]])!).Write(
            Path.GetFileName(file[0]), Convert.FromHexString(file[1]));
        _keyring = Keyring.OpenOrCreate(_folder["seal"], TimeProvider.System);
        _module = new(_keyring, TimeProvider.System);
    }

    [Theory]
    [InlineData("", "1234abcd-12ab-34cd-56ef-1234567890ab")]
    [InlineData("mrk-", "mrk-1234abcd12ab34cd56ef1234567890ab")]
    public async Task Ciphertexts_of_format_1_open(string kind, string keyId)
    {
        var identity = new BackingKeyIdentity(Account, keyId, new(Guid.Parse("0102030405060708090a0b0c0d0e0f10")), "SYMMETRIC_DEFAULT");
        var key = new WrappedBackingKey(identity, "", Hex(kind + "token"));
        Assert.True(CiphertextBlob.TryParse(Hex(kind + "blob"), out var header));
        Assert.Equal(new(Account, keyId, identity.Id), header);
        var context = kind.Length == 0 ? Hex("context") : default(ReadOnlyMemory<byte>);
        using var plaintext = await _module.DecryptAsync(key, context, Hex(kind + "blob"));
        using var lease = plaintext.Borrow();
        Assert.Equal("attack at dawn"u8, lease.Bytes);
    }

    [Fact]
    public async Task Key_material_keeps_the_name_it_had()
    {
        using var material = KeyMaterial.CopyOf([.. Enumerable.Range(0, 32).Select(i => (byte)i)]);
        var identity = new BackingKeyIdentity(Account, "1234abcd-12ab-34cd-56ef-1234567890ab", BackingKeyId.New(), "SYMMETRIC_DEFAULT");
        Assert.Equal(_golden["key-material-id"].Single()[0], (await _module.ImportBackingKeyAsync(identity, material)).KeyMaterialId);
    }

    [Fact]
    public void Named_boxes_of_format_1_open()
    {
        var box = Hex("records-box");
        var plaintext = new byte[NamedBox.OpenedLength(box.Length)];
        Assert.True(NamedBox.TryOpen(_keyring.Purpose(Purposes.Records), "golden"u8, box, plaintext));
        Assert.Equal("attack at dawn"u8, plaintext);
    }

    [Fact]
    public void The_later_domain_key_wraps() =>
        Assert.Equal(Guid.Parse("2cbd30ca9dd194ed5044206a960a38ed"), _keyring.CurrentDomainKey.Id);

    public void Dispose()
    {
        _module.Dispose();
        _keyring.Dispose();
        _folder.Dispose();
    }

    private byte[] Hex(string name) => Convert.FromHexString(_golden[name].Single()[0]);
}
