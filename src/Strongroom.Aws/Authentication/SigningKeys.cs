using System.Collections.Concurrent;

namespace Strongroom.Aws;

/// <summary>Signing keys in use, found by their credential scope. Bounded; a key that leaves is wiped.</summary>
/// <remarks>
/// Only a right signature brings a key in, so strangers cannot push keys out. That a key is here says nothing about its credential, which
/// is looked up on every request: whoever finds a key compares revisions.
/// </remarks>
internal sealed class SigningKeys(int capacity) : IDisposable
{
    private readonly ConcurrentDictionary<string, SigningKey> _keys = new(StringComparer.Ordinal);
    private readonly List<SigningKey> _ring = [];
    private readonly Lock _lock = new();
    private int _hand;

    /// <summary>How many there are.</summary>
    public int Count => _keys.Count;

    /// <summary>The key of that scope, or null.</summary>
    public SigningKey? Find(ReadOnlySpan<char> scope)
    {
        if (!_keys.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(scope, out var key)) return null;
        if (!key.Used) key.Used = true;
        return key;
    }

    /// <summary>Takes a key over, in place of its scope's older one or, when full, of one that has not been used lately.</summary>
    public void Add(SigningKey key)
    {
        lock (_lock)
        {
            if (_keys.TryGetValue(key.Scope.Text, out var older)) Replace(older, key);
            else if (_ring.Count == capacity) Replace(NotUsedLately(), key);
            else
            {
                key.Place = _ring.Count;
                _ring.Add(key);
                _keys[key.Scope.Text] = key;
            }
        }
    }

    /// <summary>Wipes all.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            foreach (var key in _ring) key.Dispose();
            _ring.Clear();
            _keys.Clear();
        }
    }

    private void Replace(SigningKey older, SigningKey key)
    {
        key.Place = older.Place;
        _ring[key.Place] = key;
        if (older.Scope.Text != key.Scope.Text) _keys.TryRemove(older.Scope.Text, out _);
        _keys[key.Scope.Text] = key;
        older.Dispose();
    }

    private SigningKey NotUsedLately()
    {
        while (true)
        {
            var key = _ring[_hand];
            _hand = (_hand + 1) % _ring.Count;
            if (!key.Used) return key;
            key.Used = false;
        }
    }
}
