using System.Text.Json;
using System.Text.Json.Serialization;
using Strongroom.Cryptography;

namespace Strongroom.Kms;

/// <summary>What GetParametersForImport settled, and ImportKeyMaterial needs again.</summary>
public sealed record ImportParameters
{
    /// <summary>How long a public key and its token serve.</summary>
    public static TimeSpan Lifetime { get; } = TimeSpan.FromHours(24);

    /// <summary>The KMS key, by ARN.</summary>
    public required string KeyArn { get; init; }

    /// <summary>How the material will be wrapped.</summary>
    public required WrappingAlgorithm WrappingAlgorithm { get; init; }

    /// <summary>Under what.</summary>
    public required WrappingKeySpec WrappingKeySpec { get; init; }

    /// <summary>Until when.</summary>
    public required DateTimeOffset ValidTo { get; init; }

    /// <summary>The private half of the wrapping key, wrapped by the security module.</summary>
    public required BackingKey WrappingKey { get; init; }
}

/// <summary>Import tokens: sealed, so that nothing has to be stored between GetParametersForImport and ImportKeyMaterial.</summary>
/// <remarks>docs/formats/import-token.md.</remarks>
/// <param name="keys">The keys of the purpose <see cref="Purpose"/>.</param>
public sealed class ImportTokens(IPurposeKeys keys)
{
    /// <summary>The purpose of the keys that seal import tokens.</summary>
    public const string Purpose = "import-tokens";

    private static readonly byte[] Context = "strongroom/import-token/v1"u8.ToArray();

    private static readonly JsonSerializerOptions Json = new(JsonSerializerOptions.Strict)
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Converters = { new JsonStringEnumConverter() },
    };

    /// <summary>A token of <paramref name="parameters"/>.</summary>
    public byte[] Seal(ImportParameters parameters)
    {
        var content = JsonSerializer.SerializeToUtf8Bytes(parameters, Json);
        var token = new byte[NamedBox.SealedLength(content.Length)];
        NamedBox.Seal(keys, Context, content, token);
        return token;
    }

    /// <summary>What a token stands for; null if it is none of ours.</summary>
    public ImportParameters? Open(ReadOnlySpan<byte> token)
    {
        var length = NamedBox.OpenedLength(token.Length);
        if (length < 0) return null;
        var content = new byte[length];
        return NamedBox.TryOpen(keys, Context, token, content) ? JsonSerializer.Deserialize<ImportParameters>(content, Json) : null;
    }

    /// <summary>What a token for <paramref name="key"/> stands for.</summary>
    /// <exception cref="Aws.FaultException">InvalidImportTokenException for none of ours or another key's; ExpiredImportTokenException.</exception>
    public ImportParameters Demand(KmsKey key, ReadOnlySpan<byte> token, DateTimeOffset now)
    {
        if (Open(token) is not { } parameters || parameters.KeyArn != key.Arn) throw KmsFaults.InvalidImportToken();
        return parameters.ValidTo > now ? parameters : throw KmsFaults.ExpiredImportToken();
    }
}
