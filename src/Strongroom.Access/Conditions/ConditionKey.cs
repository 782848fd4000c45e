namespace Strongroom.Access;

/// <summary>A condition key's name, prepared for look-ups: names compare without regard to case, also the part behind <c>/</c> or the second <c>:</c>.</summary>
public sealed class ConditionKey
{
    private ConditionKey(string written)
    {
        Written = written;
        Name = written.ToLowerInvariant();
        var start = written.IndexOf(':', StringComparison.Ordinal) + 1;
        var cut = written.AsSpan(start).IndexOfAny(':', '/');
        (Family, Parameter) = cut < 0 ? (Name, null) : (Name[..(start + cut)], written[(start + cut + 1)..]);
    }

    /// <summary>As the policy has it.</summary>
    public string Written { get; }

    /// <summary>The whole name in lower case, such as <c>kms:viaservice</c>.</summary>
    public string Name { get; }

    /// <summary>For a key with a parameter the part before it, in lower case: <c>aws:principaltag</c>, <c>kms:encryptioncontext</c>. Else the name.</summary>
    public string Family { get; }

    /// <summary>The parameter as written, such as a tag's key; null where there is none. Compare it without regard to case.</summary>
    public string? Parameter { get; }

    /// <summary>A key of that name.</summary>
    public static ConditionKey Of(string written) => new(written);

    /// <inheritdoc/>
    public override string ToString() => Written;
}
