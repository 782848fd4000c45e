using Strongroom.Aws;
using Strongroom.Cryptography;
using Strongroom.Storage;

namespace Strongroom.CloudTrail;

/// <summary>The keys that sign digest files: one at a time in each region, the next in good time before the last one ends.</summary>
public sealed class DigestKeys(Records records, IPurposeKeys keys)
{
    private const int MostListed = 1000;

    // Nobody may wait for a key: the next one signs before the last one ends.
    private static readonly TimeSpan Overlap = TimeSpan.FromDays(30);

    /// <summary>The key that signs now in the call's region; makes it, as a change of the call, where there is none.</summary>
    public ValueTask<DigestKey> CurrentAsync(Call call, CancellationToken cancellation) => CurrentAsync(call, call.Changes, cancellation);

    /// <summary>As <see cref="CurrentAsync(Call, CancellationToken)"/>, as a part of other changes.</summary>
    public async ValueTask<DigestKey> CurrentAsync(Call call, StagedChanges changes, CancellationToken cancellation)
    {
        if (await AllAsync(call.Region, cancellation) is [.., var newest] && call.Time < newest.ValidityEnd - Overlap) return newest;
        var made = DigestKey.Create(keys, call.Region, DateTimeOffset.FromUnixTimeSeconds(call.Time.ToUnixTimeSeconds()));
        changes.Create(DigestKey.Records, DigestKey.RecordKeyOf(call.Region, made.ValidityStart), made);
        return made;
    }

    /// <summary>The private half of a key. The caller disposes it.</summary>
    public PrivateKey Open(DigestKey key) => key.Open(keys);

    /// <summary>The keys of a region, oldest first; none is ever deleted, so that old digests can be checked.</summary>
    public async ValueTask<IReadOnlyList<DigestKey>> AllAsync(string region, CancellationToken cancellation)
    {
        var all = DigestKey.Records.Key(region);
        var found = await records.RangeAsync(DigestKey.Records, all, all.EndOfChildren, MostListed, cancellation: cancellation);
        return [.. found.Select(static stored => stored.Value)];
    }
}
