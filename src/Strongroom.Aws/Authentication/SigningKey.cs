using System.Security.Cryptography;
using System.Text;
using Strongroom.Cryptography;

namespace Strongroom.Aws;

/// <summary>The key that signs one access key's requests to one service in one region on one day.</summary>
internal sealed class SigningKey(CredentialScope scope, long revision, KeyMaterial key) : IDisposable
{
    private const int MaxSecretLength = 128;

    /// <summary>What the key is for.</summary>
    public CredentialScope Scope => scope;

    /// <summary>The credential's revision that it was derived from.</summary>
    public long Revision => revision;

    /// <summary>Used again since the cache last looked. A hint, written without care.</summary>
    public bool Used { get; set; }

    /// <summary>Its place in the cache.</summary>
    public int Place { get; set; }

    /// <summary>Derives a key: HMAC upon HMAC over date, region, service and <c>aws4_request</c>, beginning with the secret.</summary>
    public static SigningKey Derive(CredentialScope scope, Credential credential) =>
        new(scope, credential.Revision, DeriveBytes(scope, credential));

    /// <summary>Derives the bytes of a key, for a body that takes its time. The caller disposes them.</summary>
    public static KeyMaterial DeriveBytes(CredentialScope scope, Credential credential)
    {
        using var secret = credential.OpenSecretKey();
        if (secret.Length > MaxSecretLength) throw new InvalidOperationException("The secret key is longer than any that is handed out.");
        return KeyMaterial.Create(Hash.Sha256Length, (scope, secret), static (key, from) => Fill(key, from.scope, from.secret));
    }

    /// <summary>A random key, to spend the same time with where there is none.</summary>
    public static SigningKey Nobodys() => new(CredentialScope.Nobodys, 0, KeyMaterial.Random(Hash.Sha256Length));

    /// <summary>Signs; false if the cache has wiped the key meanwhile.</summary>
    public bool TrySign(ReadOnlySpan<byte> text, Span<byte> signature)
    {
        try
        {
            using var lease = key.Borrow();
            Mac.HmacSha256(lease.Bytes, text, signature);
            return true;
        }
        catch (ObjectDisposedException)
        {
            return false;   // evicted between look-up and use, which is rare enough to be told by an exception
        }
    }

    /// <summary>Wipes the key.</summary>
    public void Dispose() => key.Dispose();

    private static void Fill(Span<byte> key, CredentialScope scope, KeyMaterial secret)
    {
        Span<byte> prefixed = stackalloc byte[4 + MaxSecretLength];
        Span<byte> part = stackalloc byte[512];
        try
        {
            "AWS4"u8.CopyTo(prefixed);
            using (var lease = secret.Borrow()) lease.Bytes.CopyTo(prefixed[4..]);
            Mac.HmacSha256(prefixed[..(4 + secret.Length)], part[..Encoding.ASCII.GetBytes(scope.Date, part)], key);
            Mac.HmacSha256(key, part[..Encoding.ASCII.GetBytes(scope.Region, part)], key);
            Mac.HmacSha256(key, part[..Encoding.ASCII.GetBytes(scope.Service, part)], key);
            Mac.HmacSha256(key, "aws4_request"u8, key);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(prefixed);
        }
    }
}
