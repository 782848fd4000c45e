using CsCheck;

namespace Strongroom.Hsm.Tests;

public sealed class CiphertextBlobTests
{
    [Fact]
    public void Garbage_is_no_blob_and_never_throws() =>
        Gen.Byte.Array[0, 400].Sample(bytes =>
        {
            if (CiphertextBlob.TryParse(bytes, out var header)) Assert.Equal(12, header.Account.Length);
        });

    [Fact]
    public void Garbage_behind_a_good_beginning_parses_to_a_header_of_its_shape() =>
        Gen.Byte.Array[150].Sample(bytes =>
        {
            (bytes[0], bytes[1]) = (1, 1);
            var parsed = CiphertextBlob.TryParse(bytes, out var header);
            if (!parsed) return;
            Assert.True(ulong.Parse(header.Account, null) < 1_000_000_000_000);
            Assert.Equal((bytes[2] & 1) == 1, header.KeyId.StartsWith("mrk-", StringComparison.Ordinal));
        });

    [Theory]
    [InlineData(0, 0)]
    [InlineData(0, 2)]
    [InlineData(1, 0)]
    [InlineData(1, 2)]
    [InlineData(2, 2)]
    [InlineData(2, 0x80)]
    [InlineData(3, 0xFF)]
    public void An_unknown_version_suite_flag_or_account_is_refused(int at, byte value)
    {
        var blob = new byte[CiphertextBlob.Overhead];
        (blob[0], blob[1]) = (1, 1);
        Assert.True(CiphertextBlob.TryParse(blob, out _));
        blob[at] = value;
        Assert.False(CiphertextBlob.TryParse(blob, out _));
    }

    [Fact]
    public void Key_ids_have_one_spelling()
    {
        Assert.True(KmsKeyId.TryParse("1234abcd-12ab-34cd-56ef-1234567890ab", out var id));
        Assert.Equal("1234abcd-12ab-34cd-56ef-1234567890ab", id.ToString());
        Assert.True(KmsKeyId.TryParse("mrk-1234abcd12ab34cd56ef1234567890ab", out id));
        Assert.Equal("mrk-1234abcd12ab34cd56ef1234567890ab", id.ToString());
        string[] others =
        [
            "1234ABCD-12ab-34cd-56ef-1234567890ab", "1234abcd12ab34cd56ef1234567890ab", "mrk-1234abcd-12ab-34cd-56ef-1234567890ab",
            "MRK-1234abcd12ab34cd56ef1234567890ab", "{1234abcd-12ab-34cd-56ef-1234567890ab}", " 1234abcd-12ab-34cd-56ef-1234567890ab", "",
        ];
        foreach (var text in others) Assert.False(KmsKeyId.TryParse(text, out _));
    }
}
