using System.Text.Json.Serialization;

namespace Strongroom.SecretsManager;

/// <summary>One version of a secret, as the secret lists it.</summary>
public sealed record VersionEntry
{
    /// <summary>32 to 64 characters: the ClientRequestToken of the call that made it.</summary>
    public required string VersionId { get; init; }

    /// <summary>Its staging labels, sorted. None: the version is deprecated, and may be removed.</summary>
    public IReadOnlyList<string> Stages { get; init; } = [];

    /// <summary>When it was made.</summary>
    public required DateTimeOffset CreatedDate { get; init; }

    /// <summary>The ARN of the KMS key that wraps its data key; null while it has no value: a rotation has only begun.</summary>
    public string? KmsKeyArn { get; init; }

    /// <summary>True where that is <c>alias/aws/secretsmanager</c>, which AWS calls DefaultEncryptionKey.</summary>
    public bool IsDefaultKey { get; init; }

    /// <summary>True once a value was put.</summary>
    [JsonIgnore]
    public bool HasValue => KmsKeyArn is not null;

    /// <summary>The day, in days since 1970, for which an access is already noted; only spares noting it again.</summary>
    [JsonIgnore]
    internal int NotedDay { get; set; }

    /// <summary>True when it has the label.</summary>
    public bool Has(string label)
    {
        for (var i = 0; i < Stages.Count; i++)
            if (Stages[i] == label) return true;
        return false;
    }
}
