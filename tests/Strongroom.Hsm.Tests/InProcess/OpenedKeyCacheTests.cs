using Strongroom.Cryptography;

namespace Strongroom.Hsm.Tests;

public sealed class OpenedKeyCacheTests
{
    private readonly ManualTime _time = new(new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));

    [Fact]
    public void It_is_bounded_and_wipes_the_oldest()
    {
        using var cache = new OpenedKeyCache(_time, TimeSpan.FromSeconds(60), capacity: 3);
        var opened = Enumerable.Range(0, 5).Select(_ => cache.Get(NewKey(), 0, Open)).ToArray();
        Assert.Equal(3, cache.Count);
        Assert.False(opened[0].Material.TryBorrow(out _));
        Assert.True(opened[4].Material.TryBorrow(out var lease));
        lease.Dispose();
    }

    [Fact]
    public void Another_token_under_the_same_id_is_opened_and_not_taken_from_the_cache()
    {
        using var cache = new OpenedKeyCache(_time, TimeSpan.FromSeconds(60), capacity: 3);
        var key = NewKey();
        var opened = cache.Get(key, 0, Open);
        Assert.Same(opened, cache.Get(key with { Token = key.Token.ToArray() }, 0, Open));
        Assert.NotSame(opened, cache.Get(key with { Token = new byte[] { 9 } }, 0, Open));
        Assert.Equal(1, cache.Count);
    }

    [Fact]
    public void What_is_forgotten_while_it_is_being_opened_is_not_kept()
    {
        using var cache = new OpenedKeyCache(_time, TimeSpan.FromSeconds(60), capacity: 3);
        var key = NewKey();
        cache.Get(key, 0, (wrapped, state, now) =>
        {
            cache.Forget(key.Identity.Id);
            return Open(wrapped, state, now);
        });
        Assert.Equal(0, cache.Count);
    }

    [Fact]
    public void Disposing_wipes_everything()
    {
        var cache = new OpenedKeyCache(_time, TimeSpan.FromSeconds(60), capacity: 3);
        var opened = cache.Get(NewKey(), 0, Open);
        cache.Dispose();
        Assert.False(opened.Material.TryBorrow(out _));
    }

    private static OpenedKey Open(WrappedBackingKey key, int state, long now) => new(key, KeyMaterial.Random(32), now);

    private static WrappedBackingKey NewKey() =>
        new(new("111122223333", Guid.NewGuid().ToString(), BackingKeyId.New(), "SYMMETRIC_DEFAULT"), "", new byte[] { 1 });
}
