using Strongroom.Cryptography;

namespace Strongroom.Hsm.Tests;

public sealed class InProcessSecurityModuleTests : SecurityModuleContract
{
    private readonly TemporaryFolder _folder = new();
    private readonly ManualTime _time = new(new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
    private readonly Keyring _keyring;
    private readonly InProcessSecurityModule _module;

    public InProcessSecurityModuleTests()
    {
        _keyring = Keyring.OpenOrCreate(_folder["seal"], _time);
        _module = new(_keyring, _time);
    }

    protected override ISecurityModule Module => _module;

    [Fact]
    public async Task An_opened_key_stays_a_minute_and_is_wiped_unasked()
    {
        var key = await _module.GenerateBackingKeyAsync(NewIdentity());
        using var plaintext = KeyMaterial.CopyOf([1]);
        await _module.EncryptAsync(key, default, plaintext);
        Assert.Equal(1, _module.OpenedKeys);
        _time.Advance(TimeSpan.FromSeconds(59));
        await _module.EncryptAsync(key, default, plaintext);
        Assert.Equal(1, _module.OpenedKeys);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(0, _module.OpenedKeys);
    }

    [Fact]
    public async Task Forgetting_wipes_the_opened_key()
    {
        var key = await _module.GenerateBackingKeyAsync(NewIdentity());
        using var plaintext = KeyMaterial.CopyOf([1]);
        await _module.EncryptAsync(key, default, plaintext);
        _module.Forget(key.Identity.Id);
        Assert.Equal(0, _module.OpenedKeys);
    }

    [Fact]
    public async Task Older_domain_keys_still_open_what_they_wrapped()
    {
        var key = await _module.GenerateBackingKeyAsync(NewIdentity());
        _keyring.AddDomainKey();
        var newer = await _module.GenerateBackingKeyAsync(NewIdentity());
        Assert.NotEqual(key.Token.Slice(2, 16).ToArray(), newer.Token.Slice(2, 16).ToArray());
        using var plaintext = KeyMaterial.CopyOf([1]);
        await _module.EncryptAsync(key, default, plaintext);
        await _module.EncryptAsync(newer, default, plaintext);
    }

    [Fact]
    public async Task Zeroization_leaves_no_key_and_refuses_every_call()
    {
        var key = await _module.GenerateBackingKeyAsync(NewIdentity());
        using var plaintext = KeyMaterial.CopyOf([1]);
        var blob = await _module.EncryptAsync(key, default, plaintext);
        Assert.False(_keyring.Arena.IsZero);

        _module.Zeroize();

        Assert.True(_keyring.Arena.IsZero);
        await Assert.ThrowsAsync<SecurityModuleZeroizedException>(async () => await _module.EncryptAsync(key, default, plaintext));
        await Assert.ThrowsAsync<SecurityModuleZeroizedException>(async () => await _module.DecryptAsync(key, default, blob));
        await Assert.ThrowsAnyAsync<Exception>(async () => await _module.GenerateBackingKeyAsync(NewIdentity()));

        using var reopened = Keyring.OpenOrCreate(_folder["seal"], _time);
        using var module = new InProcessSecurityModule(reopened, _time);
        using var opened = await module.DecryptAsync(key, default, blob);
        Assert.Equal([1], Bytes(opened));
    }

    [Fact]
    public async Task Encrypting_allocates_little_more_than_the_blob()
    {
        var key = await _module.GenerateBackingKeyAsync(NewIdentity());
        using var plaintext = KeyMaterial.Random(1024);
        var blob = await _module.EncryptAsync(key, default, plaintext);
        for (var i = 0; i < 50; i++) await _module.EncryptAsync(key, default, plaintext);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++) await _module.EncryptAsync(key, default, plaintext);
        Assert.InRange((GC.GetAllocatedBytesForCurrentThread() - before) / 100, blob.Length, blob.Length + 250);
    }

    protected override void Dispose(bool disposing)
    {
        _module.Dispose();
        _keyring.Dispose();
        _folder.Dispose();
    }
}
