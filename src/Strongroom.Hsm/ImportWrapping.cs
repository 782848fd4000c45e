using System.Security.Cryptography;
using Strongroom.Cryptography;

namespace Strongroom.Hsm;

/// <summary>How key material travels into the module: under OAEP, or under an AES key that travels under OAEP.</summary>
internal static class ImportWrapping
{
    private const string SpecPrefix = "IMPORT_";
    private const int AesKeyLength = 32;

    /// <summary>The key spec in a wrapping key's identity: no KMS key has it, so the one never passes for the other.</summary>
    public static string SpecOf(string wrappingKeySpec) => SpecPrefix + wrappingKeySpec;

    /// <summary>The kind of a wrapping key; null if the identity is not a wrapping key's.</summary>
    public static KeyKind? KindOf(string spec) =>
        spec.StartsWith(SpecPrefix, StringComparison.Ordinal) && KeyKinds.Find(spec[SpecPrefix.Length..]) is { } kind
            && kind.RsaBits() != 0 ? kind : null;

    /// <summary>The material; null if anything about its wrapping is wrong.</summary>
    public static KeyMaterial? Unwrap(RsaPrivateKey key, string algorithm, ReadOnlySpan<byte> wrapped, SecretArena arena)
    {
        var hash = algorithm.EndsWith("_SHA_1", StringComparison.Ordinal) ? HashAlgorithmName.SHA1 : HashAlgorithmName.SHA256;
        switch (algorithm)
        {
            case "RSAES_OAEP_SHA_1" or "RSAES_OAEP_SHA_256":
                return key.Decrypt(hash, wrapped, arena);
            case "RSA_AES_KEY_WRAP_SHA_1" or "RSA_AES_KEY_WRAP_SHA_256":
                var first = key.Kind.RsaBits() / 8;
                if (wrapped.Length <= first) return null;
                using (var aesKey = key.Decrypt(hash, wrapped[..first], arena))
                {
                    if (aesKey is not { Length: AesKeyLength }) return null;
                    using var lease = aesKey.Borrow();
                    return KeyWrap.UnwrapPadded(lease.Bytes, wrapped[first..], arena);
                }

            default:
                throw new ArgumentException($"{algorithm} wraps no key material.", nameof(algorithm));
        }
    }
}
