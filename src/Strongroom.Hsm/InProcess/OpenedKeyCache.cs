using System.Collections.Concurrent;

namespace Strongroom.Hsm;

/// <summary>Opened backing keys, for a minute at most and in bounded number. What leaves the cache is wiped.</summary>
/// <remarks>
/// Every entry lives equally long, so the order of opening is the order of expiry and one queue serves age and number. Reads take no lock.
/// </remarks>
internal sealed class OpenedKeyCache : IDisposable
{
    private static readonly TimeSpan SweepInterval = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<BackingKeyId, OpenedKey> _keys = new();
    private readonly Queue<OpenedKey> _order = new();
    private readonly Lock _adding = new();
    private readonly TimeProvider _time;
    private readonly ITimer _sweeper;
    private readonly long _lifetime;
    private readonly int _capacity;
    private long _forgotten;

    public OpenedKeyCache(TimeProvider time, TimeSpan lifetime, int capacity)
    {
        (_time, _capacity) = (time, capacity);
        _lifetime = (long)(lifetime.TotalSeconds * time.TimestampFrequency);
        _sweeper = time.CreateTimer(static cache => ((OpenedKeyCache)cache!).Sweep(), this, SweepInterval, SweepInterval);
    }

    /// <summary>How many keys are open now.</summary>
    public int Count => _keys.Count;

    /// <summary>
    /// The opened key, from the cache or through <paramref name="open"/>. The cache owns it, and may wipe it at any moment.
    /// </summary>
    public OpenedKey Get<TState>(WrappedBackingKey wrapped, TState state, Func<WrappedBackingKey, TState, long, OpenedKey> open)
    {
        var now = _time.GetTimestamp();
        if (_keys.TryGetValue(wrapped.Identity.Id, out var key) && now - key.Opened < _lifetime && key.IsOf(wrapped)) return key;

        var forgotten = Interlocked.Read(ref _forgotten);
        var opened = open(wrapped, state, now);
        Add(opened, forgotten);
        return opened;
    }

    /// <summary>Wipes a key, and keeps out one that is being opened just now.</summary>
    public void Forget(BackingKeyId id)
    {
        lock (_adding)
        {
            _forgotten++;
            if (_keys.TryRemove(id, out var key)) key.Dispose();
        }
    }

    public void Dispose()
    {
        _sweeper.Dispose();
        lock (_adding)
        {
            while (_order.TryDequeue(out var key)) Drop(key);
        }
    }

    private void Add(OpenedKey key, long forgottenBefore)
    {
        lock (_adding)
        {
            // Something was forgotten while this was opened, perhaps this: its user may finish, and the garbage collector wipes it.
            if (_forgotten != forgottenBefore) return;
            if (_keys.TryRemove(key.Id, out var older)) older.Dispose();
            _keys[key.Id] = key;
            _order.Enqueue(key);
            while (_order.Count > _capacity) Drop(_order.Dequeue());
        }
    }

    private void Sweep()
    {
        var now = _time.GetTimestamp();
        lock (_adding)
        {
            while (_order.TryPeek(out var oldest) && now - oldest.Opened >= _lifetime) Drop(_order.Dequeue());
        }
    }

    private void Drop(OpenedKey key)
    {
        _keys.TryRemove(new(key.Id, key));
        key.Dispose();
    }
}
