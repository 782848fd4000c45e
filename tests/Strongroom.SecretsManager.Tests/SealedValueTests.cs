using Strongroom.Cryptography;

namespace Strongroom.SecretsManager.Tests;

/// <summary>docs/formats/secret-version.md: the box of a value.</summary>
public sealed class SealedValueTests
{
    private const string Arn = "arn:aws:secretsmanager:us-east-1:111122223333:secret:prod/db-a1B2c3", Id = "11111111-2222-3333-4444-555555555555";

    [Fact]
    public void A_box_of_the_first_release_opens()
    {
        // Never to be changed: what is stored once must open for ever.
        const string Golden = "tTpAH2sRKYrkkBYxA26NFas+bhl2/ogxkot7u6+jrRqfOQPx4dypxWCs5Uu62IGnZk16LVLncx0xn7OvfL2EPYfKBsZtO1cLvNZi6DQoEg==";
        using var opened = SealedValue.TryOpen(Key(), Arn, Id, VersionOf(Convert.FromBase64String(Golden)));
        Assert.NotNull(opened);
        using var lease = opened.Borrow();
        Assert.Equal("hunter2"u8, lease.Bytes);
    }

    [Theory]
    [InlineData(Arn, Id, false, true)]
    [InlineData(Arn + "x", Id, false, false)]
    [InlineData(Arn, Id + "x", false, false)]
    [InlineData(Arn, Id, true, false)]
    public void A_value_opens_only_as_what_it_was_sealed_as(string arn, string id, bool isBinary, bool opens)
    {
        using var value = new SecretValue(KeyMaterial.CopyOf("hunter2"u8), isBinary: false);
        var box = SealedValue.Seal(Key(), Arn, Id, value);
        using var opened = SealedValue.TryOpen(Key(), arn, id, VersionOf(box, isBinary));
        Assert.Equal(opens, opened is not null);
    }

    [Fact]
    public void An_edited_or_cut_box_does_not_open()
    {
        using var value = new SecretValue(KeyMaterial.CopyOf("hunter2"u8), isBinary: false);
        var box = SealedValue.Seal(Key(), Arn, Id, value);
        for (var i = 0; i < box.Length; i++)
        {
            var edited = box.ToArray();
            edited[i] ^= 1;
            Assert.Null(SealedValue.TryOpen(Key(), Arn, Id, VersionOf(edited)));
            Assert.Null(SealedValue.TryOpen(Key(), Arn, Id, VersionOf(box[..i])));
        }
    }

    private static SecretVersion VersionOf(byte[] box, bool isBinary = false) => new() { IsBinary = isBinary, KmsKeyArn = "", WrappedKey = [], Box = box };

    private static KeyMaterial Key() => KeyMaterial.CopyOf(Enumerable.Range(0, 32).Select(static i => (byte)i).ToArray());
}
