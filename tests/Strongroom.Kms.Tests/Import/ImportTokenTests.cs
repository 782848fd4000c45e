using Strongroom.Cryptography;
using Strongroom.Hsm;

namespace Strongroom.Kms.Tests.Import;

public sealed class ImportTokenTests : IPurposeKeys, IDisposable
{
    // Made once by version 1, never again: what was handed out must open as long as it lasts.
    private const string Golden =
        "ASHgIWgJOS1ouWYKfeSYm5CKwe4nM90S98xGGiYIuU80E/QdOS7aJtD7KlCu1x5MGEEL9KOngflR/NjEasJYWEaLWalJLR5ZEW+2MNZgp/OVQEvGdDJRiTs2"
        + "3yyn7fJNvioRztGeqJ7tpYDJGsAffUUo6MqOXM2wKIBawjo8Ljit7hwLlLAsnW9YAAd9hQM9fFp8oShmb5DLAERF0RDfLErDXiMJkqjbtxo48fscytZDcLQQ"
        + "hkh15Q2QL35fChtVWIWyiAeFDU/IaCk09EbUiN62pBCYeMkl2FZmMFbu1YIOX2NpUbiXn8ydIz2MQ+PxC4+duR7nfySozwuFsBU4RFIkhepLWdkIqlTEek8p"
        + "H04XFhQZmu0VV2zqz1np7DV158Nn620YAodFy5WCS5pKuprEU7cyMOzUfZX0EDWS1hSA8zGfQT9tCBKoSXyN13AixBHFcvnlmFBl/orAszTKEVbysNnaP/P+"
        + "kvSHJr7MjhIQXZDnI1woehgq9vkfvHpnBEoM3dvr/aEYdn93NYRJkX0tG+8J+D1+115A4WzlkHkD6LOn9AG3Q5FzHkK19PUcpG/5Did7DhWY4Ka4V1ixkzxA"
        + "AWO+G6N6z6If3e4QS+Ru6qdv9UHbH69iXAt2/c8=";

    private readonly KeyMaterial key = KeyMaterial.CopyOf("0123456789abcdef0123456789abcdef"u8);

    byte IPurposeKeys.Current => 1;

    KeyMaterial? IPurposeKeys.Find(byte name) => name == 1 ? key : null;

    public void Dispose() => key.Dispose();

    [Fact]
    public void A_token_of_version_1_opens_for_ever()
    {
        var opened = new ImportTokens(this).Open(Convert.FromBase64String(Golden))!;
        Assert.Equal(Parameters.WrappingKey.Token, opened.WrappingKey.Token);
        Assert.Equal(Parameters with { WrappingKey = opened.WrappingKey }, opened);
        Assert.Equal(Parameters.WrappingKey with { Token = opened.WrappingKey.Token }, opened.WrappingKey);
    }

    [Fact]
    public void No_part_of_a_token_and_nothing_else_opens()
    {
        var tokens = new ImportTokens(this);
        var token = tokens.Seal(Parameters);
        Assert.NotNull(tokens.Open(token));
        for (var length = 0; length < token.Length; length++) Assert.Null(tokens.Open(token.AsSpan(0, length)));
        for (var at = 0; at < token.Length; at++)
        {
            token[at] ^= 1;
            Assert.Null(tokens.Open(token));
            token[at] ^= 1;
        }
    }

    private static ImportParameters Parameters { get; } = new()
    {
        KeyArn = "arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab",
        WrappingAlgorithm = WrappingAlgorithm.RsaAesKeyWrapSha256,
        WrappingKeySpec = WrappingKeySpec.Rsa4096,
        ValidTo = DateTimeOffset.UnixEpoch.AddHours(24),
        WrappingKey = new()
        {
            Account = "111122223333",
            KeyId = "1234abcd-12ab-34cd-56ef-1234567890ab",
            Id = new BackingKeyId(new Guid("00112233445566778899aabbccddeeff")),
            KeySpec = "IMPORT_RSA_4096",
            KeyMaterialId = "00",
            Token = [1, 2, 3, 4, 5],
        },
    };
}
