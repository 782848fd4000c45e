using Strongroom.Storage;

namespace Strongroom.SecretsManager.Listing;

/// <summary>The orders in which secrets are listed, and the tags by which they are found: entries that lead to a secret's name, and say no more.</summary>
/// <remarks>
/// Keys (account, region, order, time in milliseconds or tag's text, name). Written with each change of what they are made from, in the same
/// commit; a lister asks the secret itself before it shows it, so that an entry is never believed.
/// </remarks>
public static class SecretIndex
{
    private static readonly byte[] Nothing = [];

    /// <summary>The stored kind.</summary>
    public static RecordType<byte[]> Records { get; } = new("secret-index", RawRecordCodec.Instance) { Guarded = false, CacheCapacity = 0 };

    /// <summary>The entries of one order.</summary>
    public static RecordKey Of(string account, string region, string order) => Records.Key(account, region, order);

    /// <summary>The entry of a secret in an order by time.</summary>
    public static RecordKey Of(Secret secret, string order, DateTimeOffset time)
        => Of(secret.Account, secret.Region, order).Then(time.ToUnixTimeMilliseconds()).Then(secret.Name);

    /// <summary>The name that an entry leads to.</summary>
    public static string NameIn(RecordKey entry) => (string)entry.Elements[^1];

    /// <summary>Moves the entries from what the secret was to what it will be; null for nothing.</summary>
    public static void Stage(StagedChanges changes, Secret? before, Secret? after)
    {
        var old = before is null ? [] : EntriesOf(before).ToHashSet();
        foreach (var entry in after is null ? [] : EntriesOf(after))
            if (!old.Remove(entry)) changes.Write(Records, entry, Nothing);
        foreach (var entry in old) Drop(changes, entry);
    }

    /// <summary>Stages the end of an entry, wherever it is.</summary>
    public static void Drop(StagedChanges changes, RecordKey entry) => changes.Delete(Records, new Stored<byte[]>(entry, RecordChange.AnyRevision, Nothing));

    private static IEnumerable<RecordKey> EntriesOf(Secret secret)
    {
        yield return Of(secret, "created", secret.CreatedDate);
        yield return Of(secret, "changed", secret.LastChangedDate);
        foreach (var tag in secret.Tags ?? [])
        {
            yield return Of(secret.Account, secret.Region, "tag-key").Then(tag.Key).Then(secret.Name);
            yield return Of(secret.Account, secret.Region, "tag-value").Then(tag.Value).Then(secret.Name);
        }
    }
}
