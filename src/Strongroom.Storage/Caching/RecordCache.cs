using System.Collections.Concurrent;

namespace Strongroom.Storage;

/// <summary>
/// Opened records of one type, exact on one node: what it holds is what the store holds, up to commits that nobody was told of yet.
/// </summary>
/// <remarks>
/// Two races could make it stale. A read that saw the store before a commit and comes back after it: it carries a ticket, and every commit
/// makes older tickets of its part of the cache void. Two commits of one record whose callers arrive in the other order: what a commit of a
/// higher position wrote stays, and where that is not known a late commit removes instead of writing.
/// </remarks>
internal sealed class RecordCache(int capacity)
{
    private readonly ConcurrentDictionary<RecordKey, Entry> entries = new();
    private readonly Stripe[] stripes = [.. Enumerable.Range(0, 256).Select(_ => new Stripe())];
    private readonly Lock evicting = new();
    private IEnumerator<KeyValuePair<RecordKey, Entry>>? hand;
    private int count;

    /// <summary>How many records, and known absences, are held.</summary>
    public int Count => Volatile.Read(ref count);

    /// <summary>True when it is known what the store has; null for nothing.</summary>
    public bool TryGet(RecordKey key, out Stored? stored)
    {
        if (!entries.TryGetValue(key, out var entry))
        {
            stored = null;
            return false;
        }

        if (!entry.Used) entry.Used = true;
        stored = entry.Stored;
        return true;
    }

    /// <summary>To be taken before the store is read.</summary>
    public int TicketFor(RecordKey key) => Volatile.Read(ref StripeOf(key).Generation);

    /// <summary>Keeps what was read, unless a commit came in between.</summary>
    public void Install(RecordKey key, Stored? stored, int ticket)
    {
        var stripe = StripeOf(key);
        lock (stripe)
        {
            if (stripe.Generation == ticket) Set(key, stored, position: 0);
        }

        EvictBeyondCapacity();
    }

    /// <summary>Keeps what a commit wrote. To be called before the commit is acknowledged.</summary>
    public void Apply(RecordKey key, Stored? stored, long position)
    {
        var stripe = StripeOf(key);
        lock (stripe)
        {
            stripe.Generation++;
            if (entries.TryGetValue(key, out var known) && known.Position > position) return;
            var inOrder = position > stripe.Position;
            if (inOrder) stripe.Position = position;
            if (inOrder && stored is not null) Set(key, stored, position);
            else Remove(key);
        }

        EvictBeyondCapacity();
    }

    /// <summary>Forgets a record: nobody knows what the store has.</summary>
    public void Evict(RecordKey key)
    {
        var stripe = StripeOf(key);
        lock (stripe)
        {
            stripe.Generation++;
            Remove(key);
        }
    }

    private Stripe StripeOf(RecordKey key) => stripes[key.GetHashCode() & (stripes.Length - 1)];

    private void Set(RecordKey key, Stored? stored, long position)
    {
        if (entries.TryAdd(key, new(stored, position))) Interlocked.Increment(ref count);
        else entries[key] = new(stored, position) { Used = true };
    }

    private void Remove(RecordKey key)
    {
        if (entries.TryRemove(key, out _)) Interlocked.Decrement(ref count);
    }

    // A clock: what was used since the hand last passed stays for another round.
    private void EvictBeyondCapacity()
    {
        if (Count <= capacity || !evicting.TryEnter()) return;
        try
        {
            for (var steps = 0; Count > capacity && steps < 4 * capacity; steps++)
            {
                if (hand is null || !hand.MoveNext())
                {
                    hand?.Dispose();
                    hand = entries.GetEnumerator();
                    if (!hand.MoveNext()) return;
                }

                if (hand.Current.Value.Used) hand.Current.Value.Used = false;
                else if (entries.TryRemove(hand.Current)) Interlocked.Decrement(ref count);
            }
        }
        finally
        {
            evicting.Exit();
        }
    }

    private sealed class Entry(Stored? stored, long position)
    {
        public bool Used;

        /// <summary>Of the commit that wrote it; 0 when it was read.</summary>
        public long Position => position;

        public Stored? Stored => stored;
    }

    private sealed class Stripe
    {
        public int Generation;
        public long Position;
    }
}
