using System.Formats.Asn1;
using System.Text;
using Strongroom.Cryptography;
using Strongroom.Storage;

namespace Strongroom.CloudTrail;

/// <summary>An RSA key of one region that signs digest files for a while, as <c>aws cloudtrail validate-logs</c> checks them.</summary>
public sealed record DigestKey
{
    /// <summary>The stored kind: key (region, start of validity). Few, and checked whole when listed.</summary>
    public static RecordType<DigestKey> Records { get; } = new("digest-key", new JsonRecordCodec<DigestKey>())
    {
        RosterBuckets = 1,
        RosterScope = 1,
    };

    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(365);

    /// <summary>The region.</summary>
    public required string Region { get; init; }

    /// <summary>The public key: RSAPublicKey of PKCS#1, in DER.</summary>
    public required byte[] PublicKey { get; init; }

    /// <summary>Names the key in digest files: 32 hexadecimal digits.</summary>
    public required string Fingerprint { get; init; }

    /// <summary>It signs from this time on.</summary>
    public required DateTimeOffset ValidityStart { get; init; }

    /// <summary>It signs nothing after this time.</summary>
    public required DateTimeOffset ValidityEnd { get; init; }

    /// <summary>The private key: PKCS#8, sealed under the purpose "digest-keys" with region and fingerprint as context.</summary>
    public required byte[] SealedPrivateKey { get; init; }

    /// <summary>The stored key of a key's record.</summary>
    public static RecordKey RecordKeyOf(string region, DateTimeOffset validityStart) => Records.Key(region).Then(validityStart.ToUnixTimeSeconds());

    /// <summary>Makes a key of 2,048 bits that is valid for a year.</summary>
    public static DigestKey Create(IPurposeKeys keys, string region, DateTimeOffset now)
    {
        using var pkcs8 = PrivateKey.Generate(KeyKind.Rsa2048);
        using var lease = pkcs8.Borrow();
        using var key = PrivateKey.Open(KeyKind.Rsa2048, lease.Bytes);
        var publicKey = Pkcs1In(key.PublicKey);
        var fingerprint = FingerprintOf(publicKey);
        var box = new byte[NamedBox.SealedLength(lease.Bytes.Length)];
        NamedBox.Seal(keys, ContextOf(region, fingerprint), lease.Bytes, box);
        return new()
        {
            Region = region,
            PublicKey = publicKey,
            Fingerprint = fingerprint,
            ValidityStart = now,
            ValidityEnd = now + Lifetime,
            SealedPrivateKey = box,
        };
    }

    /// <summary>The private key. The caller disposes it.</summary>
    /// <exception cref="DamagedRecordException">It does not open.</exception>
    public PrivateKey Open(IPurposeKeys keys)
    {
        var opened = false;
        var length = NamedBox.OpenedLength(SealedPrivateKey.Length);
        using var pkcs8 = KeyMaterial.Create(Math.Max(length, 1), this, (bytes, key) =>
            opened = length > 0 && NamedBox.TryOpen(keys, ContextOf(key.Region, key.Fingerprint), key.SealedPrivateKey, bytes));
        if (!opened) throw new DamagedRecordException(RecordKeyOf(Region, ValidityStart), "holds a key that does not open");
        using var lease = pkcs8.Borrow();
        return PrivateKey.Open(KeyKind.Rsa2048, lease.Bytes);
    }

    // SubjectPublicKeyInfo holds the same bytes behind the algorithm's name.
    private static byte[] Pkcs1In(ReadOnlyMemory<byte> subjectPublicKeyInfo)
    {
        var info = new AsnReader(subjectPublicKeyInfo, AsnEncodingRules.DER).ReadSequence();
        info.ReadSequence();
        return info.ReadBitString(out _);
    }

    private static string FingerprintOf(byte[] publicKey)
    {
        Span<byte> hash = stackalloc byte[Hash.Sha256Length];
        Hash.Sha256(publicKey, hash);
        return Convert.ToHexStringLower(hash[..16]);
    }

    private static byte[] ContextOf(string region, string fingerprint) => Encoding.ASCII.GetBytes($"strongroom/digest-key/v1/{region}/{fingerprint}");
}
