using System.Text;
using Strongroom.Cryptography;
using Strongroom.Storage;

namespace Strongroom.Iam;

/// <summary>An access key: the id that stands in every request, and the sealed secret that signs it.</summary>
public sealed record AccessKey
{
    /// <summary>The stored kind: key (access key id).</summary>
    public static RecordType<AccessKey> Records { get; } = new("access-key", new JsonRecordCodec<AccessKey>()) { RosterBuckets = 256 };

    /// <summary><c>AKIA</c> and 16 letters or digits.</summary>
    public required string AccessKeyId { get; init; }

    /// <summary>The account of its holder.</summary>
    public required string Account { get; init; }

    /// <summary>The user that holds it; null for the account's root.</summary>
    public string? UserName { get; init; }

    /// <summary>False once it was made inactive.</summary>
    public bool Active { get; init; } = true;

    /// <summary>When it was made.</summary>
    public required DateTimeOffset CreateDate { get; init; }

    /// <summary>The secret access key, sealed under the credentials key with the access key id as context.</summary>
    public required byte[] SealedSecret { get; init; }

    /// <summary>The stored key of an access key's record.</summary>
    public static RecordKey RecordKeyOf(string accessKeyId) => Records.Key(accessKeyId);

    /// <summary>Makes an access key; <paramref name="secret"/> gets its 40 characters, the only time that they can be seen.</summary>
    public static AccessKey Create(IPurposeKeys keys, string account, string? userName, DateTimeOffset now, out KeyMaterial secret)
    {
        var id = "AKIA" + RandomText(16, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567");
        secret = NewSecret();
        return new() { AccessKeyId = id, Account = account, UserName = userName, CreateDate = now, SealedSecret = Seal(keys, id, secret) };
    }

    /// <summary>40 random characters of base64.</summary>
    public static KeyMaterial NewSecret() => KeyMaterial.Create(40, 0, static (bytes, _) =>
    {
        foreach (ref var character in bytes) character = (byte)Base64Alphabet[RandomBytes.Below(64)];
    });

    /// <summary>The secret access key.</summary>
    /// <exception cref="DamagedRecordException">The sealed secret does not open.</exception>
    public KeyMaterial OpenSecret(IPurposeKeys keys)
    {
        var length = NamedBox.OpenedLength(SealedSecret.Length);
        if (length < 0) throw new DamagedRecordException(RecordKeyOf(AccessKeyId), "holds a secret that does not open");
        var opened = false;
        var secret = KeyMaterial.Create(length, this, (bytes, key) =>
            opened = NamedBox.TryOpen(keys, ContextOf(key.AccessKeyId), key.SealedSecret, bytes));
        if (opened) return secret;
        secret.Dispose();
        throw new DamagedRecordException(RecordKeyOf(AccessKeyId), "holds a secret that does not open");
    }

    private const string Base64Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

    private static byte[] Seal(IPurposeKeys keys, string id, KeyMaterial secret)
    {
        using var lease = secret.Borrow();
        var box = new byte[NamedBox.SealedLength(lease.Bytes.Length)];
        NamedBox.Seal(keys, ContextOf(id), lease.Bytes, box);
        return box;
    }

    private static byte[] ContextOf(string accessKeyId) => Encoding.UTF8.GetBytes("strongroom/access-key/v1/" + accessKeyId);

    private static string RandomText(int length, string alphabet)
        => string.Create(length, alphabet, static (text, alphabet) =>
        {
            foreach (ref var character in text) character = alphabet[RandomBytes.Below(alphabet.Length)];
        });
}
