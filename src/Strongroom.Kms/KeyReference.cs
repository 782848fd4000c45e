namespace Strongroom.Kms;

/// <summary>A KeyId as a request may give it: key id, key ARN, alias name or alias ARN.</summary>
public readonly record struct KeyReference
{
    private KeyReference(string account, string region, string name, bool isAlias) => (Account, Region, Name, IsAlias) = (account, region, name, isAlias);

    /// <summary>The account that the key belongs to: the caller's unless an ARN says otherwise.</summary>
    public string Account { get; }

    /// <summary>The region.</summary>
    public string Region { get; }

    /// <summary>The key id, or the alias with its prefix.</summary>
    public string Name { get; }

    /// <summary>True for an alias.</summary>
    public bool IsAlias { get; }

    /// <summary>The ARN that this refers to.</summary>
    public string Arn => IsAlias ? Alias.ArnOf(Account, Region, Name) : KmsKey.ArnOf(Account, Region, Name);

    /// <summary>Reads a KeyId.</summary>
    /// <exception cref="Aws.FaultException">NotFoundException for what names no key here, InvalidArnException for a broken ARN.</exception>
    public static KeyReference Parse(string keyId, string account, string region)
    {
        if (!keyId.StartsWith("arn:", StringComparison.Ordinal)) return Named(keyId, keyId, account, region);

        Span<Range> parts = stackalloc Range[7];
        var arn = keyId.AsSpan();
        if (arn.Split(parts, ':') != 6 || arn[parts[1]] is not "aws" || arn[parts[2]] is not "kms") throw KmsFaults.MalformedArn(keyId);
        if (!arn[parts[3]].SequenceEqual(region)) throw KmsFaults.InvalidArn(arn[parts[3]].ToString());
        var owner = arn[parts[4]];
        if (owner.Length != 12 || owner.ContainsAnyExceptInRange('0', '9')) throw KmsFaults.MalformedArn(keyId);

        var resource = arn[parts[5]];
        var ownerText = owner.SequenceEqual(account) ? account : owner.ToString();
        if (resource.StartsWith("key/", StringComparison.Ordinal)) return Named(resource[4..].ToString(), keyId, ownerText, region);
        if (resource.StartsWith("alias/", StringComparison.Ordinal)) return new(ownerText, region, resource.ToString(), isAlias: true);
        throw KmsFaults.MalformedArn(keyId);
    }

    private static KeyReference Named(string name, string asGiven, string account, string region)
    {
        if (name.StartsWith("alias/", StringComparison.Ordinal)) return new(account, region, name, isAlias: true);
        if (!KmsKey.IsKeyId(name)) throw KmsFaults.InvalidKeyId(asGiven);
        return new(account, region, name, isAlias: false);
    }
}
