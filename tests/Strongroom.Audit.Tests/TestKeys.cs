using Strongroom.Cryptography;

namespace Strongroom.Audit.Tests;

/// <summary>Audit keys with known bytes: key n is 32 bytes of n.</summary>
internal sealed class TestKeys(byte current = 1) : IPurposeKeys
{
    private readonly Dictionary<byte, KeyMaterial> keys = [];

    public byte Current { get; set; } = current;

    public byte Missing { get; set; }

    public KeyMaterial? Find(byte name)
    {
        if (name == Missing)
            return null;
        lock (keys)
        {
            if (!keys.TryGetValue(name, out var key))
                keys[name] = key = KeyMaterial.CopyOf(Enumerable.Repeat(name, 32).ToArray());
            return key;
        }
    }
}

/// <summary>A clock that stands until it is told to move.</summary>
internal sealed class TestClock : TimeProvider
{
    public DateTimeOffset Now { get; set; } = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);

    public override DateTimeOffset GetUtcNow() => Now;
}
