using System.Security.Cryptography;
using Org.BouncyCastle.Crypto.Generators;
using Org.BouncyCastle.Crypto.Parameters;

namespace Strongroom.Cryptography;

/// <summary>Keys from keys and from passwords.</summary>
public static class Kdf
{
    /// <summary>
    /// SP 800-108 in counter mode over HMAC-SHA-512: a key of <paramref name="destination"/>'s length for one label and context.
    /// </summary>
    public static void Derive(ReadOnlySpan<byte> key, ReadOnlySpan<byte> label, ReadOnlySpan<byte> context, Span<byte> destination) =>
        SP800108HmacCounterKdf.DeriveBytes(key, HashAlgorithmName.SHA512, label, context, destination);

    /// <summary>HKDF (RFC 5869), both steps. At most 255 hash lengths.</summary>
    public static void Hkdf(HashAlgorithmName hash, ReadOnlySpan<byte> key, ReadOnlySpan<byte> salt, ReadOnlySpan<byte> info,
        Span<byte> destination) =>
        HKDF.DeriveKey(hash, key, destination, salt, info);

    /// <summary>PBKDF2 (RFC 8018) over HMAC.</summary>
    public static void Pbkdf2(HashAlgorithmName hash, ReadOnlySpan<byte> password, ReadOnlySpan<byte> salt, int iterations,
        Span<byte> destination) =>
        Rfc2898DeriveBytes.Pbkdf2(password, salt, destination, iterations, hash);

    /// <summary>Argon2id, version 1.3 (RFC 9106).</summary>
    /// <remarks>
    /// What libsodium can do (one lane, a salt of 16 bytes) it does, five times as fast as the managed code that does the rest: a passphrase
    /// deserves all the work that its owner's patience buys.
    /// </remarks>
    /// <param name="password">The password.</param>
    /// <param name="salt">Its salt.</param>
    /// <param name="passes">Passes over memory, 1 or more.</param>
    /// <param name="memoryKiB">Memory in KiB: at least 8 for each lane.</param>
    /// <param name="lanes">Lanes, 1 or more.</param>
    /// <param name="destination">Receives the key: 4 bytes or more.</param>
    /// <param name="secret">A key besides the password; usually none.</param>
    /// <param name="data">Associated data; usually none.</param>
    public static void Argon2id(ReadOnlySpan<byte> password, ReadOnlySpan<byte> salt, int passes, int memoryKiB, int lanes,
        Span<byte> destination, ReadOnlySpan<byte> secret = default, ReadOnlySpan<byte> data = default)
    {
        if (lanes == 1 && salt.Length == 16 && memoryKiB >= 8 && destination.Length >= 16 && secret.IsEmpty && data.IsEmpty)
        {
            NSec.Cryptography.PasswordBasedKeyDerivationAlgorithm
                .Argon2id(new() { DegreeOfParallelism = 1, MemorySize = memoryKiB, NumberOfPasses = passes })
                .DeriveBytes(password, salt, destination);
            return;
        }

        var parameters = new Argon2Parameters.Builder(Argon2Parameters.Argon2id).WithVersion(Argon2Parameters.Version13)
            .WithIterations(passes).WithMemoryAsKB(memoryKiB).WithParallelism(lanes)
            .WithSalt(salt.ToArray()).WithSecret(secret.ToArray()).WithAdditional(data.ToArray()).Build();
        // The generator takes arrays only: pinned, so that the collector leaves no copies behind, and wiped.
        var input = GC.AllocateUninitializedArray<byte>(password.Length, pinned: true);
        var output = GC.AllocateUninitializedArray<byte>(destination.Length, pinned: true);
        try
        {
            password.CopyTo(input);
            var generator = new Argon2BytesGenerator();
            generator.Init(parameters);
            generator.GenerateBytes(input, output);
            output.CopyTo(destination);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(input);
            CryptographicOperations.ZeroMemory(output);
            parameters.Clear();
        }
    }
}
