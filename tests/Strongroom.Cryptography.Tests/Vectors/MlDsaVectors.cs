using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Crypto.Prng;
using Org.BouncyCastle.Security;

namespace Strongroom.Cryptography.Tests.Vectors;

public sealed class MlDsaVectors
{
    [Theory]
    [InlineData("mldsa_44_sign_seed_test.json", KeyKind.MlDsa44)]
    [InlineData("mldsa_65_sign_seed_test.json", KeyKind.MlDsa65)]
    [InlineData("mldsa_87_sign_seed_test.json", KeyKind.MlDsa87)]
    public void Signing_from_a_seed(string file, KeyKind kind) =>
        VectorFile.Check(file, (group, test) =>
        {
            if (test.HexOrNull("msg") is not { } message)
                return Verdict.Skipped("only the message's representative is given: signing one is not offered");
            try
            {
                using var key = (MlDsaPrivateKey)PrivateKey.Open(
                    kind, group.HexOrNull("privateKeyPkcs8") ?? [.. MlDsaPrivateKey.EncodePrefix(kind), .. group.Hex("privateSeed")]);
                var random = test.HexOrNull("rnd") is { } bytes ? new Given(bytes) : null;
                return key.Sign(message, test.HexOrNull("ctx"), random).AsSpan().SequenceEqual(test.Hex("sig"));
            }
            catch (Exception refusal) when (refusal is InvalidKeyException or ArgumentException)
            {
                return false;
            }
        });

    [Theory]
    [InlineData("mldsa_44_verify_test.json", KeyKind.MlDsa44)]
    [InlineData("mldsa_65_verify_test.json", KeyKind.MlDsa65)]
    [InlineData("mldsa_87_verify_test.json", KeyKind.MlDsa87)]
    public void Verifying(string file, KeyKind kind) =>
        VectorFile.Check(file, (group, test) =>
        {
            try
            {
                var key = MLDsaPublicKeyParameters.FromEncoding(MlDsaPrivateKey.Parameters(kind), group.Hex("publicKey"));
                return MlDsaPrivateKey.Verify(key, test.Hex("msg"), test.Hex("sig"), test.HexOrNull("ctx"));
            }
            catch (ArgumentException)
            {
                return false;
            }
        });

    /// <summary>The randomness that a vector gives.</summary>
    private sealed class Given(byte[] bytes) : SecureRandom(new CryptoApiRandomGenerator())
    {
        public override void NextBytes(byte[] buf) => NextBytes(buf.AsSpan());

        public override void NextBytes(byte[] buf, int off, int len) => NextBytes(buf.AsSpan(off, len));

        public override void NextBytes(Span<byte> buffer) => bytes.AsSpan(0, buffer.Length).CopyTo(buffer);
    }
}
