using System.Security.Cryptography;

namespace Strongroom.Cryptography;

/// <summary>The named curves, and the scrubbing of what the library leaves of their private keys.</summary>
internal static class EcCurve
{
    private static readonly Throwaway P256 = new("1.2.840.10045.3.1.7"), P384 = new("1.3.132.0.34"), P521 = new("1.3.132.0.35");
    private static readonly Throwaway Secp256k1 = new("1.3.132.0.10");

    public static string Oid(KeyKind kind) => Of(kind).Oid;

    public static ECCurve Curve(KeyKind kind) => ECCurve.CreateFromValue(Oid(kind));

    /// <summary>Bytes of a coordinate.</summary>
    public static int FieldLength(KeyKind kind) => kind switch
    {
        KeyKind.P384 => 48,
        KeyKind.P521 => 66,
        _ => 32,
    };

    /// <summary>
    /// Imports a throwaway key of the same curve and uses it. The library frees numbers that held a private key without wiping them, once
    /// while it
    /// imports and once at the first use; the same steps that follow at once on the same thread get those very pieces of memory and write
    /// over them.
    /// </summary>
    public static void Scrub(KeyKind kind)
    {
        using var scrubber = ECDsa.Create();
        scrubber.ImportParameters(Of(kind).Parameters);
        UseOnce(scrubber);
    }

    /// <summary>The first use of a key, after which the library makes no more copies of it.</summary>
    public static void UseOnce(ECDsa key)
    {
        Span<byte> digest = stackalloc byte[32], signature = stackalloc byte[160];
        digest.Clear();
        key.TrySignHash(digest, signature, DSASignatureFormat.Rfc3279DerSequence, out _);
    }

    private static Throwaway Of(KeyKind kind) => kind switch
    {
        KeyKind.P256 => P256,
        KeyKind.P384 => P384,
        KeyKind.P521 => P521,
        KeyKind.Secp256k1 => Secp256k1,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Not a curve of ECDSA."),
    };

    /// <summary>A key that protects nothing, made once.</summary>
    private sealed class Throwaway(string oid)
    {
        private readonly Lazy<ECParameters> _parameters = new(() =>
        {
            using var key = ECDsa.Create(ECCurve.CreateFromValue(oid));
            return key.ExportParameters(includePrivateParameters: true);
        });

        public string Oid => oid;

        public ECParameters Parameters => _parameters.Value;
    }
}
