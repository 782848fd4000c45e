using System.Formats.Asn1;
using System.Security.Cryptography;

namespace Strongroom.Cryptography.Tests.Vectors;

public sealed class EllipticCurveVectors
{
    [Theory]
    [InlineData("ecdsa_secp256r1_sha256_test.json", "ECDSA_SHA_256")]
    [InlineData("ecdsa_secp256k1_sha256_test.json", "ECDSA_SHA_256")]
    [InlineData("ecdsa_secp384r1_sha384_test.json", "ECDSA_SHA_384")]
    [InlineData("ecdsa_secp521r1_sha512_test.json", "ECDSA_SHA_512")]
    public void Ecdsa(string file, string algorithm) =>
        VectorFile.Check(file, (group, test) =>
        {
            using var key = ECDsa.Create();
            key.ImportSubjectPublicKeyInfo(group.Hex("publicKeyDer"), out _);
            return EcPrivateKey.Verify(key, SigningAlgorithm.Find(algorithm)!, test.Hex("msg"), isDigest: false, test.Hex("sig"));
        });

    [Fact]
    public void Ecdsa_signatures_that_are_not_DER_as_the_library_does_them() =>
        VectorFile.Check("ecdsa_secp256r1_sha256_p1363_test.json", (group, test) =>
        {
            using var key = ECDsa.Create();
            key.ImportSubjectPublicKeyInfo(group.Hex("publicKeyDer"), out _);
            return key.VerifyData(
                test.Hex("msg"), test.Hex("sig"), HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
        });

    [Theory]
    [InlineData("ecdh_secp256r1_test.json", KeyKind.P256)]
    [InlineData("ecdh_secp384r1_test.json", KeyKind.P384)]
    [InlineData("ecdh_secp521r1_test.json", KeyKind.P521)]
    [InlineData("ecdh_secp256r1_ecpoint_test.json", KeyKind.P256)]
    [InlineData("ecdh_secp384r1_ecpoint_test.json", KeyKind.P384)]
    public void Ecdh(string file, KeyKind kind) =>
        VectorFile.Check(file, (group, test) =>
        {
            var peer = group.Text("encoding") == "ecpoint" ? PublicKeyOf(kind, test.Hex("public")) : test.Hex("public");
            using var secret = EcPrivateKey.Agree(kind, PrivateKeyOf(kind, test.Hex("private")), peer);
            if (secret is null) return false;
            using var lease = secret.Borrow();
            return lease.Bytes.SequenceEqual(test.Hex("shared"));
        });

    [Fact]
    public void Ed25519() =>
        VectorFile.Check("ed25519_test.json", (group, test) =>
            Ed25519PrivateKey.Verify(group.GetProperty("publicKey").Hex("pk"), test.Hex("msg"), test.Hex("sig")));

    private static byte[] PublicKeyOf(KeyKind kind, byte[] point)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            WriteAlgorithm(writer, kind);
            writer.WriteBitString(point);
        }

        return writer.Encode();
    }

    private static byte[] PrivateKeyOf(KeyKind kind, byte[] number)
    {
        var length = kind switch { KeyKind.P256 => 32, KeyKind.P384 => 48, _ => 66 };
        var padded = new byte[length];
        var digits = number.AsSpan().TrimStart((byte)0);
        digits.CopyTo(padded.AsSpan(length - digits.Length));
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteInteger(0);
            WriteAlgorithm(writer, kind);
            using (writer.PushOctetString())
            using (writer.PushSequence())
            {
                writer.WriteInteger(1);
                writer.WriteOctetString(padded);
            }
        }

        return writer.Encode();
    }

    private static void WriteAlgorithm(AsnWriter writer, KeyKind kind)
    {
        using (writer.PushSequence())
        {
            writer.WriteObjectIdentifier("1.2.840.10045.2.1");
            writer.WriteObjectIdentifier(EcCurve.Oid(kind));
        }
    }
}
