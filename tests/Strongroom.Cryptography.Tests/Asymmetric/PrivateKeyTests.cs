using System.Numerics;
using System.Security.Cryptography;
using CsCheck;

namespace Strongroom.Cryptography.Tests.Asymmetric;

public sealed class PrivateKeyTests
{
    public static TheoryData<KeyKind> Pairs =>
        [KeyKind.Rsa2048, KeyKind.P256, KeyKind.P384, KeyKind.P521, KeyKind.Secp256k1, KeyKind.Ed25519, KeyKind.MlDsa44,
            KeyKind.MlDsa65, KeyKind.MlDsa87];

    [Theory]
    [MemberData(nameof(Pairs))]
    public void A_generated_key_signs_with_every_algorithm_of_its_kind(KeyKind kind)
    {
        using var key = Generate(kind);
        Assert.NotEmpty(SigningAlgorithm.For(kind));
        foreach (var algorithm in SigningAlgorithm.For(kind))
        {
            foreach (var isDigest in new[] { true, false })
            {
                if (isDigest ? algorithm.DigestLength == 0 : !algorithm.TakesMessages) continue;
                var message = RandomNumberGenerator.GetBytes(isDigest ? algorithm.DigestLength : 100);
                var signature = key.Sign(algorithm, message, isDigest);
                Assert.True(key.Verify(algorithm, message, isDigest, signature));
                message[7] ^= 1;
                Assert.False(key.Verify(algorithm, message, isDigest, signature));
                message[7] ^= 1;
                signature[^1] ^= 1;
                Assert.False(key.Verify(algorithm, message, isDigest, signature));
                Assert.False(key.Verify(algorithm, message, isDigest, []));
                Assert.False(key.Verify(algorithm, message, isDigest, signature.AsSpan(1)));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Its_public_half_is_SubjectPublicKeyInfo_and_always_the_same(KeyKind kind)
    {
        using var pkcs8 = PrivateKey.Generate(kind);
        using var lease = pkcs8.Borrow();
        using var key = PrivateKey.Open(kind, lease.Bytes);
        using var again = PrivateKey.Open(kind, lease.Bytes);
        Assert.Equal(key.PublicKey.ToArray(), again.PublicKey.ToArray());
        var info = Org.BouncyCastle.Security.PublicKeyFactory.CreateKey(key.PublicKey.ToArray());
        Assert.False(info.IsPrivate);
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void No_other_kind_no_cut_and_no_appended_byte_is_taken(KeyKind kind)
    {
        using var pkcs8 = PrivateKey.Generate(kind);
        using var lease = pkcs8.Borrow();
        foreach (var other in Enum.GetValues<KeyKind>())
        {
            if (other == kind || !other.IsKeyPair()) continue;
            var bytes = lease.Bytes.ToArray();
            Assert.Throws<InvalidKeyException>(() => PrivateKey.Open(other, bytes));
        }

        var whole = lease.Bytes.ToArray();
        Assert.Throws<InvalidKeyException>(() => PrivateKey.Open(kind, [.. whole, 0]));
        for (var length = 0; length < whole.Length; length += 1 + whole.Length / 60)
            Assert.Throws<InvalidKeyException>(() => PrivateKey.Open(kind, whole.AsSpan(0, length)));
    }

    [Fact]
    public void Garbage_is_no_key_and_is_refused_in_one_way() =>
        Gen.Byte.Array[0, 150].Sample(bytes =>
        {
            foreach (var kind in new[] { KeyKind.Rsa2048, KeyKind.P256, KeyKind.Ed25519, KeyKind.MlDsa44 })
                Assert.Throws<InvalidKeyException>(() => { PrivateKey.Open(kind, bytes).Dispose(); });
        }, iter: 100);

    [Fact]
    public void A_key_with_flipped_bytes_is_refused_or_is_another_sound_key()
    {
        foreach (var kind in new[] { KeyKind.P256, KeyKind.Ed25519, KeyKind.MlDsa44 })
        {
            using var pkcs8 = PrivateKey.Generate(kind);
            using var lease = pkcs8.Borrow();
            var bytes = lease.Bytes.ToArray();
            for (var at = 0; at < bytes.Length; at++)
            {
                bytes[at] ^= 0x41;
                Try(kind, bytes);
                bytes[at] ^= 0x41;
            }
        }

        static void Try(KeyKind kind, byte[] bytes)
        {
            try
            {
                using var key = PrivateKey.Open(kind, bytes);
                var algorithm = SigningAlgorithm.For(kind).First(algorithm => algorithm.TakesMessages);
                Assert.True(key.Verify(algorithm, [1], false, key.Sign(algorithm, [1], false)));
            }
            catch (InvalidKeyException refusal)
            {
                Assert.NotEmpty(refusal.Message);
            }
        }
    }

    [Fact]
    public void An_algorithm_of_another_kind_or_a_digest_of_another_length_is_refused()
    {
        using var key = Generate(KeyKind.P256);
        Assert.Throws<ArgumentException>(() => key.Sign(SigningAlgorithm.Find("ECDSA_SHA_384")!, new byte[48], isDigest: true));
        Assert.Throws<ArgumentException>(() => key.Sign(SigningAlgorithm.Find("ECDSA_SHA_256")!, new byte[31], isDigest: true));
        using var edwards = Generate(KeyKind.Ed25519);
        Assert.Throws<ArgumentException>(() => edwards.Sign(SigningAlgorithm.Find("ED25519_SHA_512")!, new byte[64], isDigest: true));
        Assert.Throws<ArgumentException>(() => edwards.Sign(SigningAlgorithm.Find("ED25519_PH_SHA_512")!, new byte[64], isDigest: false));
    }

    [Fact]
    public void Ed25519_gives_the_signature_of_RFC_8032()
    {
        var seed = Convert.FromHexString("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60");
        using var key = PrivateKey.Open(KeyKind.Ed25519, [.. Convert.FromHexString("302e020100300506032b657004220420"), .. seed]);
        var signature = key.Sign(SigningAlgorithm.Find("ED25519_SHA_512")!, [], isDigest: false);
        Assert.Equal("D75A980182B10AB7D54BFED3C964073A0EE172F3DAA62325AF021A68F707511A", Convert.ToHexString(key.PublicKey.Span[^32..]));
        Assert.Equal(
            "E5564300C360AC729086E2CC806E828A84877F1EB8E5D974D873E06522490155"
            + "5FB8821590A33BACC61E39701CF9B46BD25BF5F0595BBE24655141438E7A100B",
            Convert.ToHexString(signature));
    }

    [Fact]
    public void The_pre_hashed_form_hashes_the_digest_that_it_is_given()
    {
        using var key = Generate(KeyKind.Ed25519);
        var digest = RandomNumberGenerator.GetBytes(64);
        var verifier = new Org.BouncyCastle.Crypto.Signers.Ed25519phSigner([]);
        verifier.Init(false, new Org.BouncyCastle.Crypto.Parameters.Ed25519PublicKeyParameters(key.PublicKey.Span[^32..]));
        verifier.BlockUpdate(digest);
        Assert.True(verifier.VerifySignature(key.Sign(SigningAlgorithm.Find("ED25519_PH_SHA_512")!, digest, isDigest: true)));
    }

    [Fact]
    public void Agreement_gives_both_sides_one_secret()
    {
        foreach (var kind in new[] { KeyKind.P256, KeyKind.P384, KeyKind.P521 })
        {
            using PrivateKeyAndPublic one = new(kind), other = new(kind);
            using var first = EcPrivateKey.Agree(kind, one.Pkcs8, other.PublicKey)!;
            using var second = EcPrivateKey.Agree(kind, other.Pkcs8, one.PublicKey)!;
            using KeyMaterial.Lease firstLease = first.Borrow(), secondLease = second.Borrow();
            Assert.Equal(firstLease.Bytes.ToArray(), secondLease.Bytes.ToArray());
            Assert.Null(EcPrivateKey.Agree(kind, one.Pkcs8, []));
        }

        using PrivateKeyAndPublic nist = new(KeyKind.P256), koblitz = new(KeyKind.Secp256k1);
        Assert.Null(EcPrivateKey.Agree(KeyKind.P256, nist.Pkcs8, koblitz.PublicKey));
    }

    [Theory]
    [InlineData("SHA1", 214)]
    [InlineData("SHA256", 190)]
    public void Oaep_takes_up_to_its_limit_and_tells_nothing_about_a_broken_ciphertext(string hash, int longest)
    {
        using var key = (RsaPrivateKey)Generate(KeyKind.Rsa2048);
        Assert.Equal(longest, RsaPrivateKey.LongestPlaintext(KeyKind.Rsa2048, new(hash)));
        var plaintext = RandomNumberGenerator.GetBytes(longest);
        var ciphertext = key.Encrypt(new(hash), plaintext);
        using var opened = key.Decrypt(new(hash), ciphertext)!;
        using var lease = opened.Borrow();
        Assert.Equal(plaintext, lease.Bytes.ToArray());
        Assert.Throws<ArgumentException>(() => key.Encrypt(new(hash), new byte[longest + 1]));
        ciphertext[3] ^= 1;
        Assert.Null(key.Decrypt(new(hash), ciphertext));
        Assert.Null(key.Decrypt(new(hash), ciphertext.AsSpan(1)));
        Assert.Null(key.Decrypt(new(hash), []));
    }

    [Fact]
    public void Rsa_keys_of_other_sizes_and_small_exponents_are_refused()
    {
        using var small = RSA.Create(1024);
        Assert.Throws<InvalidKeyException>(() => PrivateKey.Open(KeyKind.Rsa2048, small.ExportPkcs8PrivateKey()));
        using var larger = RSA.Create(2056);
        Assert.Throws<InvalidKeyException>(() => PrivateKey.Open(KeyKind.Rsa2048, larger.ExportPkcs8PrivateKey()));
        var info = WithSmallExponent();
        var refusal = Assert.Throws<InvalidKeyException>(() => PrivateKey.Open(KeyKind.Rsa2048, info));
        Assert.Contains("exponent", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_curve_given_by_its_parameters_is_refused()
    {
        using var named = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var written = ECDsa.Create();
        written.ImportParameters(named.ExportExplicitParameters(includePrivateParameters: true));
        Assert.Throws<InvalidKeyException>(() => PrivateKey.Open(KeyKind.P256, written.ExportPkcs8PrivateKey()));
    }

    /// <summary>A consistent key whose public exponent is 17.</summary>
    private static byte[] WithSmallExponent()
    {
        BigInteger exponent = 17, order = 0;
        RSAParameters parameters;
        do
        {
            using var key = RSA.Create(2048);
            parameters = key.ExportParameters(includePrivateParameters: true);
            order = (Number(parameters.P) - 1) * (Number(parameters.Q) - 1);
        }
        while (order % exponent == 0);

        // 17 d = 1 + k * order, for the one k below 17 that makes it divisible.
        var k = Enumerable.Range(1, 16).First(k => (1 + k * order) % exponent == 0);
        var d = (1 + k * order) / exponent;
        parameters.Exponent = [17];
        parameters.D = d.ToByteArray(isUnsigned: true, isBigEndian: true);
        parameters.DP = Padded(d % (Number(parameters.P) - 1));
        parameters.DQ = Padded(d % (Number(parameters.Q) - 1));
        parameters.D = [.. new byte[256 - parameters.D.Length], .. parameters.D];
        using var changed = RSA.Create();
        changed.ImportParameters(parameters);
        return changed.ExportPkcs8PrivateKey();

        static BigInteger Number(byte[]? bytes) => new(bytes, isUnsigned: true, isBigEndian: true);

        static byte[] Padded(BigInteger number)
        {
            var bytes = number.ToByteArray(isUnsigned: true, isBigEndian: true);
            return [.. new byte[128 - bytes.Length], .. bytes];
        }
    }

    private static PrivateKey Generate(KeyKind kind)
    {
        using var pkcs8 = PrivateKey.Generate(kind);
        using var lease = pkcs8.Borrow();
        return PrivateKey.Open(kind, lease.Bytes);
    }

    private sealed class PrivateKeyAndPublic : IDisposable
    {
        public PrivateKeyAndPublic(KeyKind kind)
        {
            using var pkcs8 = PrivateKey.Generate(kind);
            using var lease = pkcs8.Borrow();
            Pkcs8 = lease.Bytes.ToArray();
            using var key = PrivateKey.Open(kind, Pkcs8);
            PublicKey = key.PublicKey.ToArray();
        }

        public byte[] Pkcs8 { get; }

        public byte[] PublicKey { get; }

        public void Dispose() => Array.Clear(Pkcs8);
    }
}
