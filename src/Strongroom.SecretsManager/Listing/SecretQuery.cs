using Strongroom.Aws;
using Strongroom.Storage;

namespace Strongroom.SecretsManager.Listing;

/// <summary>By what secrets are sorted.</summary>
public enum SecretOrder
{
    /// <summary>By their making: the default.</summary>
    [WireName("created-date")] Created,

    /// <summary>By the day of their last retrieval; those never retrieved count as the oldest.</summary>
    [WireName("last-accessed-date")] LastAccessed,

    /// <summary>By their last change.</summary>
    [WireName("last-changed-date")] LastChanged,

    /// <summary>By name.</summary>
    [WireName("name")] Name,
}

/// <summary>What a list is asked for.</summary>
/// <param name="Operation">Who asks, so that no list takes another's token.</param>
/// <param name="Filters">What secrets must pass.</param>
/// <param name="SortBy">The order.</param>
/// <param name="Descending">Its direction.</param>
/// <param name="IncludeDeleted">Also those that wait for their deletion.</param>
public sealed record SecretQuery(
    string Operation, IReadOnlyList<SecretFilter> Filters, SecretOrder SortBy = SecretOrder.Created, bool Descending = false, bool IncludeDeleted = false)
{
    /// <summary>True when the list has the secret.</summary>
    public bool Shows(Secret secret, DateTimeOffset now)
    {
        if (secret.IsGoneAt(now) || (secret.DeletionDate is not null && !IncludeDeleted)) return false;
        foreach (var filter in Filters)
            if (!filter.Passes(secret)) return false;
        return true;
    }

    /// <summary>Where to read in the order asked for.</summary>
    public (RecordKey From, RecordKey To) ScanOf(Call call)
    {
        if (SortBy == SecretOrder.Name)
        {
            var prefix = Filters.FirstOrDefault(static filter => filter is { Key: FilterKey.Name, Wanted.Count: 1 })?.Wanted[0];
            return prefix is { Length: > 0 } ? Secret.Records.Key(call.Account, call.Region).Beginning(prefix) : Children(Secret.Records.Key(call.Account, call.Region));
        }

        return Children(SecretIndex.Of(call.Account, call.Region,
            SortBy switch { SecretOrder.LastChanged => "changed", SecretOrder.LastAccessed => "accessed", _ => "created" }));
    }

    /// <summary>Where an index has the secrets that one value of a filter wants; null where none has.</summary>
    public static (RecordKey From, RecordKey To, RecordType Type)? RangeOf(Call call, SecretFilter filter, string value)
    {
        if (value.Length == 0) return null;
        var (parent, type) = filter.Key switch
        {
            FilterKey.Name => (Secret.Records.Key(call.Account, call.Region), (RecordType?)Secret.Records),
            FilterKey.TagKey => (SecretIndex.Of(call.Account, call.Region, "tag-key"), SecretIndex.Records),
            FilterKey.TagValue => (SecretIndex.Of(call.Account, call.Region, "tag-value"), SecretIndex.Records),
            _ => (default, null),
        };
        if (type is null) return null;
        var (from, to) = parent.Beginning(value);
        return (from, to, type);
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Operation} {SortBy} {Descending} {IncludeDeleted} {string.Join('\t', Filters)}";

    private static (RecordKey, RecordKey) Children(RecordKey parent) => (parent, parent.EndOfChildren);
}
