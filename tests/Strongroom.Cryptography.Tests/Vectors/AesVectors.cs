using System.Security.Cryptography;

namespace Strongroom.Cryptography.Tests.Vectors;

public sealed class AesVectors
{
    [Fact]
    public void Gcm_with_96_bit_nonces() =>
        VectorFile.Check("aes_gcm_test.json", (group, test) =>
        {
            if (group.Int("ivSize") != 96)
                return Verdict.Skipped("nonces other than 96 bits: the library takes no others, and no box uses one");
            byte[] expected = [.. test.Hex("ct"), .. test.Hex("tag")], plaintext = test.Hex("msg");
            var opened = new byte[plaintext.Length];
            using var gcm = new Gcm(test.Hex("key"));
            if (!gcm.TryDecrypt(test.Hex("iv"), expected, opened, test.Hex("aad")) || !opened.AsSpan().SequenceEqual(plaintext))
                return false;
            var box = new byte[expected.Length];
            gcm.Encrypt(test.Hex("iv"), plaintext, box, test.Hex("aad"));
            return box.AsSpan().SequenceEqual(expected);
        });

    [Fact]
    public void Gmac_with_96_bit_nonces() =>
        VectorFile.Check("aes_gmac_test.json", (group, test) =>
        {
            if (group.Int("ivSize") != 96) return Verdict.Skipped("nonces other than 96 bits: the library takes no others");
            var tag = new byte[Gmac.Length];
            Gmac.Compute(test.Hex("key"), test.Hex("iv"), test.Hex("msg"), tag);
            return IsTag(tag, test.Hex("tag"));
        });

    [Fact]
    public void CMAC() =>
        VectorFile.Check("aes_cmac_test.json", (_, test) =>
        {
            var tag = new byte[Cmac.Length];
            if (test.Hex("key").Length is not (16 or 24 or 32))
            {
                Assert.ThrowsAny<CryptographicException>(() => Cmac.Compute(test.Hex("key"), test.Hex("msg"), tag));
                return false;
            }

            Cmac.Compute(test.Hex("key"), test.Hex("msg"), tag);
            return IsTag(tag, test.Hex("tag"));
        });

    [Fact]
    public void Cbc_with_padding_as_the_library_does_it() =>
        VectorFile.Check("aes_cbc_pkcs5_test.json", (_, test) =>
        {
            using var aes = Aes.Create();
            aes.SetKey(test.Hex("key"));
            try
            {
                return aes.DecryptCbc(test.Hex("ct"), test.Hex("iv")).AsSpan().SequenceEqual(test.Hex("msg"))
                    && aes.EncryptCbc(test.Hex("msg"), test.Hex("iv")).AsSpan().SequenceEqual(test.Hex("ct"));
            }
            catch (CryptographicException)
            {
                return false;
            }
        });

    [Fact]
    public void Key_wrap() =>
        VectorFile.Check("aes_wrap_test.json", (_, test) =>
        {
            byte[] key = test.Hex("msg"), wrapped = test.Hex("ct");
            var opened = new byte[Math.Max(0, wrapped.Length - 8)];
            if (!KeyWrap.TryUnwrap(test.Hex("key"), wrapped, opened) || !opened.AsSpan().SequenceEqual(key)) return false;
            var again = new byte[wrapped.Length];
            KeyWrap.Wrap(test.Hex("key"), key, again);
            return again.AsSpan().SequenceEqual(wrapped);
        });

    [Fact]
    public void Key_wrap_with_padding() =>
        VectorFile.Check("aes_kwp_test.json", (_, test) =>
        {
            byte[] key = test.Hex("msg"), wrapped = test.Hex("ct");
            using var opened = KeyWrap.UnwrapPadded(test.Hex("key"), wrapped);
            if (opened is null) return false;
            using var lease = opened.Borrow();
            if (!lease.Bytes.SequenceEqual(key)) return false;
            if (key.Length == 0) return true;
            var again = new byte[KeyWrap.PaddedLength(key.Length)];
            KeyWrap.WrapPadded(test.Hex("key"), key, again);
            return again.AsSpan().SequenceEqual(wrapped);
        });

    [Fact]
    public void Xts() =>
        VectorFile.Check("aes_xts_test.json", (group, test) =>
        {
            if (group.Int("keySize") == 384) return Verdict.Skipped("XTS with AES-192: no standard has it");
            var tweak = new byte[16];
            test.Hex("iv").CopyTo(tweak, 0);
            return IsSector(test.Hex("key"), tweak, test.Hex("msg"), test.Hex("ct"));
        });

    [Fact]
    public void Xts_of_whole_sectors() =>
        VectorFile.CheckCases("xts-sectors.json", test =>
            IsSector(
                test.Hex("key"), test.Hex("tweak"), Convert.FromBase64String(test.Text("plain")),
                Convert.FromBase64String(test.Text("cipher"))));

    private static bool IsSector(byte[] key, byte[] tweak, byte[] plaintext, byte[] ciphertext)
    {
        if (plaintext.Length < 16 || key.AsSpan(..(key.Length / 2)).SequenceEqual(key.AsSpan((key.Length / 2)..)))
        {
            Assert.Throws<ArgumentException>(() =>
            {
                using var refused = new XtsSector(key);
                refused.Encrypt(tweak, plaintext, new byte[plaintext.Length]);
            });
            return false;
        }

        using var xts = new XtsSector(key);
        var result = new byte[plaintext.Length];
        xts.Encrypt(tweak, plaintext, result);
        if (!result.AsSpan().SequenceEqual(ciphertext)) return false;
        xts.Decrypt(tweak, ciphertext, result);
        return result.AsSpan().SequenceEqual(plaintext);
    }

    /// <summary>A tag shorter than the full one is its beginning.</summary>
    private static bool IsTag(byte[] tag, byte[] expected) => tag.AsSpan(0, expected.Length).SequenceEqual(expected);
}
