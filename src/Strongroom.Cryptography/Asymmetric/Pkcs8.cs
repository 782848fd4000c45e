using System.Formats.Asn1;
using System.Security.Cryptography;

namespace Strongroom.Cryptography;

/// <summary>PKCS#8 (RFC 5958) read and written without leaving the locked arena.</summary>
internal static class Pkcs8
{
    /// <summary>Exports a key of the library's into secret memory.</summary>
    public static KeyMaterial Export(AsymmetricAlgorithm key, int longest, SecretArena? arena)
    {
        var length = 0;
        using var buffer = KeyMaterial.Create(longest, new Exporting(key, ref length), static (bytes, export) =>
        {
            if (!export.Key.TryExportPkcs8PrivateKey(bytes, out export.Length))
                throw new CryptographicException("A private key is longer than expected.");
        }, arena);
        using var lease = buffer.Borrow();
        return KeyMaterial.CopyOf(lease.Bytes[..length], arena);
    }

    /// <summary>
    /// Takes the form apart: the algorithm's object identifier, the private key's own bytes, and the public key's if they are there.
    /// </summary>
    /// <exception cref="InvalidKeyException"/>
    public static Parts Read(ReadOnlySpan<byte> pkcs8)
    {
        try
        {
            AsnDecoder.ReadSequence(pkcs8, AsnEncodingRules.DER, out var offset, out var length, out var consumed);
            if (consumed != pkcs8.Length) throw new InvalidKeyException("Something follows the private key.");
            var rest = pkcs8.Slice(offset, length);
            if (!AsnDecoder.TryReadInt32(rest, AsnEncodingRules.DER, out var version, out var read) || version is not (0 or 1))
                throw new InvalidKeyException("Unknown version of PKCS#8.");
            rest = rest[read..];

            AsnDecoder.ReadSequence(rest, AsnEncodingRules.DER, out offset, out length, out read);
            var algorithm = rest.Slice(offset, length);
            rest = rest[read..];
            var oid = AsnDecoder.ReadObjectIdentifier(algorithm, AsnEncodingRules.DER, out consumed);
            if (consumed != algorithm.Length)
                throw new InvalidKeyException("The private key's algorithm has parameters that it must not have.");

            if (!AsnDecoder.TryReadPrimitiveOctetString(rest, AsnEncodingRules.DER, out var key, out read))
                throw new InvalidKeyException("Not a private key in PKCS#8.");
            return new(oid, key, ReadPublicKey(rest[read..]));
        }
        catch (AsnContentException refusal)
        {
            throw new InvalidKeyException("Not a private key in PKCS#8.", refusal);
        }
    }

    /// <summary>Skips attributes, [0]; reads the public key, [1], which is a bit string.</summary>
    private static ReadOnlySpan<byte> ReadPublicKey(ReadOnlySpan<byte> rest)
    {
        var attributes = new Asn1Tag(TagClass.ContextSpecific, 0, isConstructed: true);
        if (!rest.IsEmpty && Asn1Tag.Decode(rest, out _) == attributes)
        {
            AsnDecoder.ReadSetOf(rest, AsnEncodingRules.DER, out _, out _, out var read, skipSortOrderValidation: true, attributes);
            rest = rest[read..];
        }

        if (rest.IsEmpty) return default;
        var tag = new Asn1Tag(TagClass.ContextSpecific, 1);
        if (!AsnDecoder.TryReadPrimitiveBitString(rest, AsnEncodingRules.DER, out var unused, out var key, out var consumed, tag)
            || unused != 0 || consumed != rest.Length)
            throw new InvalidKeyException("Not a public key behind the private key.");
        return key;
    }

    public readonly ref struct Parts(string algorithm, ReadOnlySpan<byte> privateKey, ReadOnlySpan<byte> publicKey)
    {
        public readonly string Algorithm = algorithm;
        public readonly ReadOnlySpan<byte> PrivateKey = privateKey, PublicKey = publicKey;
    }

    private readonly ref struct Exporting(AsymmetricAlgorithm key, ref int length)
    {
        public readonly AsymmetricAlgorithm Key = key;
        public readonly ref int Length = ref length;
    }
}
