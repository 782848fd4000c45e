using System.Formats.Asn1;
using System.Security.Cryptography;
using Org.BouncyCastle.Crypto;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Crypto.Prng;
using Org.BouncyCastle.Crypto.Signers;
using Org.BouncyCastle.Security;

namespace Strongroom.Cryptography;

/// <summary>An ML-DSA private key (FIPS 204), kept and exchanged as its 32-byte seed.</summary>
public sealed class MlDsaPrivateKey : PrivateKey
{
    private const int SeedLength = 32;
    private const byte SeedTag = 0x80;

    private static readonly SecureRandom Randomness = new(new CryptoApiRandomGenerator());

    private readonly MLDsaPrivateKeyParameters _key;
    private readonly MLDsaPublicKeyParameters _public;
    private readonly MLDsaParameters _parameters;

    internal MlDsaPrivateKey(KeyKind kind, ReadOnlySpan<byte> pkcs8) : base(kind)
    {
        _parameters = Parameters(kind);
        var parts = Pkcs8.Read(pkcs8);
        if (parts.Algorithm != Oid(kind) || parts.PrivateKey is not [SeedTag, SeedLength, .. { Length: SeedLength } seed])
            throw new InvalidKeyException($"Not the seed of an {_parameters.Name} private key.");

        var copy = GC.AllocateUninitializedArray<byte>(SeedLength, pinned: true);
        try
        {
            seed.CopyTo(copy);
            _key = MLDsaPrivateKeyParameters.FromSeed(_parameters, copy);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(copy);
        }

        _public = _key.GetPublicKey();
        if (!parts.PublicKey.IsEmpty && !parts.PublicKey.SequenceEqual(_public.GetEncoded()))
            throw new InvalidKeyException("The public key is not the private key's.");
        PublicKey = EncodePublic(kind, _public.GetEncoded());
    }

    /// <inheritdoc/>
    public override ReadOnlyMemory<byte> PublicKey { get; }

    internal static MLDsaParameters Parameters(KeyKind kind) => kind switch
    {
        KeyKind.MlDsa44 => MLDsaParameters.ml_dsa_44,
        KeyKind.MlDsa65 => MLDsaParameters.ml_dsa_65,
        KeyKind.MlDsa87 => MLDsaParameters.ml_dsa_87,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Not ML-DSA."),
    };

    internal static KeyMaterial GeneratePkcs8(KeyKind kind, SecretArena? arena)
    {
        byte[] prefix = [.. EncodePrefix(kind)];
        return KeyMaterial.Create(prefix.Length + SeedLength, prefix, static (pkcs8, prefix) =>
        {
            prefix.CopyTo(pkcs8);
            RandomNumberGenerator.Fill(pkcs8[prefix.Length..]);
        }, arena);
    }

    /// <summary>Signs with given randomness, or with none where it is null: for the published vectors.</summary>
    internal byte[] Sign(ReadOnlySpan<byte> message, byte[]? context, SecureRandom? random)
    {
        var signer = new MLDsaSigner(_parameters, deterministic: random is null);
        ICipherParameters key = context is null ? _key : new ParametersWithContext(_key, context);
        signer.Init(forSigning: true, random is null ? key : new ParametersWithRandom(key, random));
        signer.BlockUpdate(message);
        return signer.GenerateSignature();
    }

    internal static bool Verify(MLDsaPublicKeyParameters key, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature,
        byte[]? context = null)
    {
        var verifier = new MLDsaSigner(key.Parameters, deterministic: true);
        verifier.Init(forSigning: false, context is null ? key : new ParametersWithContext(key, context));
        verifier.BlockUpdate(message);
        return verifier.VerifySignature(signature.ToArray());
    }

    private protected override byte[] SignChecked(SigningAlgorithm algorithm, ReadOnlySpan<byte> message, bool isDigest) =>
        Sign(message, context: null, Randomness);

    private protected override bool VerifyChecked(SigningAlgorithm algorithm, ReadOnlySpan<byte> message, bool isDigest,
        ReadOnlySpan<byte> signature) =>
        Verify(_public, message, signature);

    /// <summary>Nothing to let go of: the library's key is collected with this object.</summary>
    protected override void Dispose(bool disposing) { }

    private static string Oid(KeyKind kind) => kind switch
    {
        KeyKind.MlDsa44 => "2.16.840.1.101.3.4.3.17",
        KeyKind.MlDsa65 => "2.16.840.1.101.3.4.3.18",
        _ => "2.16.840.1.101.3.4.3.19",
    };

    /// <summary>All of the PKCS#8 form but the seed, which ends it.</summary>
    internal static byte[] EncodePrefix(KeyKind kind)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteInteger(0);
            using (writer.PushSequence()) writer.WriteObjectIdentifier(Oid(kind));
            using (writer.PushOctetString()) writer.WriteOctetString(new byte[SeedLength], new Asn1Tag(TagClass.ContextSpecific, 0));
        }

        return writer.Encode()[..^SeedLength];
    }

    private static byte[] EncodePublic(KeyKind kind, byte[] key)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            using (writer.PushSequence()) writer.WriteObjectIdentifier(Oid(kind));
            writer.WriteBitString(key);
        }

        return writer.Encode();
    }
}
