using Strongroom.Storage;

namespace Strongroom.Kms;

/// <summary>A second name of a KMS key, in one account and region.</summary>
public sealed record Alias
{
    /// <summary>The stored kind: key (account, region, alias name).</summary>
    public static RecordType<Alias> Records { get; } = new("kms-alias", new JsonRecordCodec<Alias>());

    /// <summary>The name with its prefix.</summary>
    public required string AliasName { get; init; }

    /// <summary>The id of the key that it names.</summary>
    public required string TargetKeyId { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset CreationDate { get; init; }

    /// <summary>When it was last pointed to a key.</summary>
    public required DateTimeOffset LastUpdatedDate { get; init; }

    /// <summary>The ARN of an alias.</summary>
    public static string ArnOf(string account, string region, string aliasName) => $"arn:aws:kms:{region}:{account}:{aliasName}";

    /// <summary>The stored key of an alias's record.</summary>
    public static RecordKey RecordKeyOf(string account, string region, string aliasName) => Records.Key(account, region, aliasName);

    /// <summary>Refuses a name that a customer may not give or take away.</summary>
    public static void DemandCustomerName(string aliasName)
    {
        if (!aliasName.StartsWith("alias/", StringComparison.Ordinal)) throw KmsFaults.AliasWithoutPrefix();
        if (aliasName.StartsWith("alias/aws/", StringComparison.Ordinal) || aliasName == "alias/aws") throw KmsFaults.AliasReserved();
        if (aliasName.Length == "alias/".Length) throw KmsFaults.Validation("Invalid identifier");
        if (aliasName.Contains(':', StringComparison.Ordinal)) throw KmsFaults.Validation($"{aliasName} contains invalid characters for an alias");
    }
}
