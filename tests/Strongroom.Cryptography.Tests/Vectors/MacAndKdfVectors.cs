using System.Buffers.Binary;
using System.Security.Cryptography;
using CsCheck;

namespace Strongroom.Cryptography.Tests.Vectors;

public sealed class MacAndKdfVectors
{
    private delegate void Compute(ReadOnlySpan<byte> key, ReadOnlySpan<byte> data, Span<byte> mac);

    [Theory]
    [InlineData("hmac_sha224_test.json")]
    [InlineData("hmac_sha256_test.json")]
    [InlineData("hmac_sha384_test.json")]
    [InlineData("hmac_sha512_test.json")]
    public void Hmac(string file)
    {
        Compute compute = file switch
        {
            "hmac_sha224_test.json" => Mac.HmacSha224,
            "hmac_sha256_test.json" => Mac.HmacSha256,
            "hmac_sha384_test.json" => Mac.HmacSha384,
            _ => Mac.HmacSha512,
        };
        VectorFile.Check(file, (_, test) => IsMac(compute, test.Hex("key"), test.Hex("msg"), test.Hex("tag")));
    }

    [Fact]
    public void Hmac_with_SHA_1_as_the_library_does_it() =>
        VectorFile.Check("hmac_sha1_test.json", (_, test) => IsMac(
            static (key, data, mac) => CryptographicOperations.HmacData(HashAlgorithmName.SHA1, key, data, mac),
            test.Hex("key"), test.Hex("msg"), test.Hex("tag")));

    [Theory]
    [InlineData("hkdf_sha256_test.json", "SHA256")]
    [InlineData("hkdf_sha384_test.json", "SHA384")]
    [InlineData("hkdf_sha512_test.json", "SHA512")]
    public void Hkdf(string file, string hash) =>
        VectorFile.Check(file, (_, test) =>
        {
            var derived = new byte[test.Int("size")];
            try
            {
                Kdf.Hkdf(new(hash), test.Hex("ikm"), test.Hex("salt"), test.Hex("info"), derived);
            }
            catch (ArgumentException)
            {
                return false;
            }

            return derived.AsSpan().SequenceEqual(test.Hex("okm"));
        });

    [Theory]
    [InlineData("pbkdf2_hmacsha256_test.json", "SHA256")]
    [InlineData("pbkdf2_hmacsha512_test.json", "SHA512")]
    public void Pbkdf2(string file, string hash) =>
        VectorFile.Check(file, (_, test) =>
        {
            var derived = new byte[test.Int("dkLen")];
            Kdf.Pbkdf2(new(hash), test.Hex("password"), test.Hex("salt"), test.Int("iterationCount"), derived);
            return derived.AsSpan().SequenceEqual(test.Hex("dk"));
        });

    [Fact]
    public void Argon2id() =>
        VectorFile.CheckCases("argon2id.json", test =>
        {
            var expected = test.Hex("tag");
            var derived = new byte[expected.Length];
            Kdf.Argon2id(test.Hex("password"), test.Hex("salt"), test.Int("t"), test.Int("mKiB"), test.Int("p"), derived,
                test.HexOrNull("secret"), test.HexOrNull("ad"));
            return derived.AsSpan().SequenceEqual(expected);
        });

    /// <summary>
    /// The vectors give the whole input of the HMACs, which the library composes itself: so they check a reference, and that checks the
    /// library.
    /// </summary>
    [Fact]
    public void The_counter_mode_reference_is_SP_800_108() =>
        VectorFile.CheckCases("sp800-108-counter-hmac.json", test =>
        {
            var expected = test.Hex("out");
            if (test.Text("hash") == "SHA224")
                return Verdict.Skipped("SHA-224: the library's derivation does not have it, and no key is derived with it");
            return CounterMode(new(test.Text("hash")), test.Hex("key"), test.Hex("fixedInput"), expected.Length)
                .AsSpan().SequenceEqual(expected);
        });

    [Fact]
    public void Derivation_equals_the_counter_mode_reference() =>
        Gen.Select(Gen.Byte.Array[1, 150], Gen.Byte.Array[0, 40], Gen.Byte.Array[0, 40],
            Gen.Int[1, 200]).Sample((key, label, context, length) =>
        {
            var derived = new byte[length];
            Kdf.Derive(key, label, context, derived);
            var bits = new byte[4];
            BinaryPrimitives.WriteInt32BigEndian(bits, length * 8);
            Assert.Equal(CounterMode(HashAlgorithmName.SHA512, key, [.. label, 0, .. context, .. bits], length), derived);
        });

    [Fact]
    public void No_generator_of_our_own_exists() =>
        VectorFile.Skip("ctr-drbg-aes256-no-df.json", "CTR_DRBG: all randomness is the system generator's");

    private static bool IsMac(Compute compute, byte[] key, byte[] message, byte[] expected)
    {
        Span<byte> mac = stackalloc byte[64];
        compute(key, message, mac);
        return mac[..expected.Length].SequenceEqual(expected);
    }

    private static byte[] CounterMode(HashAlgorithmName hash, byte[] key, byte[] fixedInput, int length)
    {
        var output = new List<byte>();
        for (var i = 1; output.Count < length; i++)
        {
            var counter = new byte[4];
            BinaryPrimitives.WriteInt32BigEndian(counter, i);
            byte[] input = [.. counter, .. fixedInput];
            output.AddRange(CryptographicOperations.HmacData(hash, key, input));
        }

        return [.. output.Take(length)];
    }
}
