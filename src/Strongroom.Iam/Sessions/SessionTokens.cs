using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Strongroom.Cryptography;

namespace Strongroom.Iam;

/// <summary>
/// Temporary credentials that nothing is stored for: the token is a sealed box that holds who they are for, and their
/// secret.
/// </summary>
/// <remarks>docs/formats/session-token.md.</remarks>
/// <param name="keys">The keys of the purpose "sessions".</param>
public sealed class SessionTokens(IPurposeKeys keys)
{
    private const byte Version = 1;
    private const int SecretLength = 40, MostCharacters = 16_384;

    private static readonly byte[] Context = "strongroom/session-token/v1"u8.ToArray();

    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
        Converters = { new JsonStringEnumConverter() },
    };

    /// <summary>An access key id for temporary credentials.</summary>
    public static string NewAccessKeyId() => IamNames.NewId("ASIA")[..20];

    /// <summary>A token that holds <paramref name="content"/> and <paramref name="secret"/>, which has 40 characters.</summary>
    public string Seal(SessionContent content, KeyMaterial secret)
    {
        var text = JsonSerializer.SerializeToUtf8Bytes(content, Json);
        var plain = GC.AllocateArray<byte>(1 + SecretLength + text.Length, pinned: true);
        try
        {
            plain[0] = Version;
            using (var lease = secret.Borrow()) lease.Bytes.CopyTo(plain.AsSpan(1, SecretLength));
            text.CopyTo(plain, 1 + SecretLength);
            var box = new byte[NamedBox.SealedLength(plain.Length)];
            NamedBox.Seal(keys, Context, plain, box);
            return Convert.ToBase64String(box);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(plain);
        }
    }

    /// <summary>What the token holds; null if it is none of ours.</summary>
    public SessionContent? Open(string token) =>
        Open(token, static plain => JsonSerializer.Deserialize<SessionContent>(plain[(1 + SecretLength)..], Json));

    /// <summary>The secret that the token holds. The caller disposes it.</summary>
    /// <exception cref="InvalidOperationException">The token is none of ours; it was one when it was first opened.</exception>
    public KeyMaterial OpenSecret(string token) =>
        Open(token, static plain => KeyMaterial.CopyOf(plain.Slice(1, SecretLength)))
            ?? throw new InvalidOperationException("A session token that was opened before no longer opens.");

    private T? Open<T>(string token, Func<ReadOnlySpan<byte>, T?> read) where T : class
    {
        if (token.Length is 0 or > MostCharacters) return null;
        var box = new byte[token.Length];
        if (!Convert.TryFromBase64String(token, box, out var boxLength)) return null;
        var length = NamedBox.OpenedLength(boxLength);
        if (length < 1 + SecretLength) return null;
        var plain = GC.AllocateArray<byte>(length, pinned: true);
        try
        {
            return NamedBox.TryOpen(keys, Context, box.AsSpan(0, boxLength), plain) && plain[0] == Version ? read(plain) : null;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(plain);
        }
    }
}
