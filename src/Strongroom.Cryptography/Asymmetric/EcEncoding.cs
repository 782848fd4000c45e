using System.Formats.Asn1;
using System.Security.Cryptography;

namespace Strongroom.Cryptography;

/// <summary>
/// Strict readings where the library is lenient: one spelling for a signature, and public keys on the expected curve only.
/// </summary>
internal static class EcEncoding
{
    private const string EcPublicKey = "1.2.840.10045.2.1";
    private const byte Uncompressed = 4;

    /// <summary>True for the DER of two positive numbers in a sequence, and nothing else.</summary>
    public static bool IsSignature(ReadOnlySpan<byte> signature)
    {
        try
        {
            AsnDecoder.ReadSequence(signature, AsnEncodingRules.DER, out var offset, out var length, out var read);
            if (read != signature.Length) return false;
            var numbers = signature.Slice(offset, length);
            var first = AsnDecoder.ReadIntegerBytes(numbers, AsnEncodingRules.DER, out read);
            var second = AsnDecoder.ReadIntegerBytes(numbers[read..], AsnEncodingRules.DER, out var readSecond);
            return first[0] < 0x80 && second[0] < 0x80 && read + readSecond == numbers.Length;
        }
        catch (AsnContentException)
        {
            return false;
        }
    }

    /// <summary>
    /// Reads a SubjectPublicKeyInfo that names <paramref name="kind"/>'s curve and holds an uncompressed point, which is not yet checked
    /// to lie on it.
    /// </summary>
    public static bool TryReadPublicKey(KeyKind kind, ReadOnlySpan<byte> publicKey, out ECPoint point)
    {
        point = default;
        try
        {
            AsnDecoder.ReadSequence(publicKey, AsnEncodingRules.DER, out var offset, out var length, out var read);
            if (read != publicKey.Length) return false;
            var parts = publicKey.Slice(offset, length);

            AsnDecoder.ReadSequence(parts, AsnEncodingRules.DER, out offset, out length, out var algorithmLength);
            var algorithm = parts.Slice(offset, length);
            if (AsnDecoder.ReadObjectIdentifier(algorithm, AsnEncodingRules.DER, out read) != EcPublicKey) return false;
            if (AsnDecoder.ReadObjectIdentifier(algorithm[read..], AsnEncodingRules.DER, out var curveLength) != EcCurve.Oid(kind))
                return false;
            if (read + curveLength != algorithm.Length) return false;

            parts = parts[algorithmLength..];
            if (!AsnDecoder.TryReadPrimitiveBitString(parts, AsnEncodingRules.DER, out var unused, out var bits, out read)) return false;
            var half = EcCurve.FieldLength(kind);
            if (unused != 0 || read != parts.Length || bits.Length != 1 + 2 * half || bits[0] != Uncompressed) return false;
            point = new() { X = bits.Slice(1, half).ToArray(), Y = bits[(1 + half)..].ToArray() };
            return true;
        }
        catch (AsnContentException)
        {
            return false;
        }
    }

    /// <summary>
    /// PKCS#8 of a private key that is still zero, and where its number goes. Without the public point if that is not known yet.
    /// </summary>
    public static (byte[] Template, int NumberAt) PrivateKeyTemplate(KeyKind kind, ECPoint? point)
    {
        var half = EcCurve.FieldLength(kind);
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteInteger(0);
            using (writer.PushSequence())
            {
                writer.WriteObjectIdentifier(EcPublicKey);
                writer.WriteObjectIdentifier(EcCurve.Oid(kind));
            }

            using (writer.PushOctetString())
            using (writer.PushSequence())
            {
                writer.WriteInteger(1);
                writer.WriteOctetString(new byte[half]);
                if (point is { } known)
                {
                    using (writer.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 1)))
                        writer.WriteBitString([Uncompressed, .. known.X!, .. known.Y!]);
                }
            }
        }

        var template = writer.Encode();
        return (template, template.AsSpan().IndexOf((byte[])[0x04, (byte)half, .. new byte[half]]) + 2);
    }
}
