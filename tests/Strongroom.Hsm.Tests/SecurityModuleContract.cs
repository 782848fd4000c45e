using CsCheck;
using Strongroom.Cryptography;

namespace Strongroom.Hsm.Tests;

/// <summary>What every security module owes. Each implementation inherits this and runs all of it.</summary>
public abstract partial class SecurityModuleContract : IDisposable
{
    private const string Account = "111122223333";

    protected abstract ISecurityModule Module { get; }

    protected static BackingKeyIdentity NewIdentity(string? keyId = null, string keySpec = "SYMMETRIC_DEFAULT") =>
        new(Account, keyId ?? Guid.NewGuid().ToString(), BackingKeyId.New(), keySpec);

    [Fact]
    public async Task What_was_encrypted_decrypts_under_the_same_context()
    {
        var key = await Module.GenerateBackingKeyAsync(NewIdentity());
        await Gen.Select(Gen.Byte.Array[0, 4096], Gen.Byte.Array[0, 300]).SampleAsync(async (bytes, context) =>
        {
            using var plaintext = KeyMaterial.CopyOf(bytes);
            var blob = await Module.EncryptAsync(key, context, plaintext);
            using var decrypted = await Module.DecryptAsync(key, context, blob);
            Assert.Equal(bytes, Bytes(decrypted));
        }, iter: 50);
    }

    [Fact]
    public async Task The_longest_plaintext_stays_below_the_wire_limit_and_one_more_byte_is_refused()
    {
        var key = await Module.GenerateBackingKeyAsync(NewIdentity());
        using var longest = KeyMaterial.Random(4096);
        Assert.InRange((await Module.EncryptAsync(key, default, longest)).Length, 4097, 6144);
        using var longer = KeyMaterial.Random(4097);
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await Module.EncryptAsync(key, default, longer));
    }

    [Fact]
    public async Task A_blob_names_its_account_key_and_backing_key()
    {
        foreach (var keyId in new[] { "0b9c7ee1-6a9e-4a2c-9e57-0a6f4c1b2d3e", "mrk-1234abcd12ab34cd56ef1234567890ab" })
        {
            var identity = NewIdentity(keyId);
            var key = await Module.GenerateBackingKeyAsync(identity);
            using var plaintext = KeyMaterial.CopyOf("x"u8);
            Assert.True(CiphertextBlob.TryParse(await Module.EncryptAsync(key, default, plaintext), out var header));
            Assert.Equal(new CiphertextBlob(Account, keyId, identity.Id), header);
        }
    }

    [Fact]
    public async Task Every_flipped_bit_cut_or_added_byte_is_refused_in_the_same_words()
    {
        var key = await Module.GenerateBackingKeyAsync(NewIdentity());
        using var plaintext = KeyMaterial.CopyOf([1, 2, 3]);
        var blob = await Module.EncryptAsync(key, "c"u8.ToArray(), plaintext);
        for (var bit = 0; bit < blob.Length * 8; bit++)
        {
            var broken = (byte[])blob.Clone();
            broken[bit / 8] ^= (byte)(1 << (bit % 8));
            await Refuses(key, "c"u8.ToArray(), broken);
        }

        for (var length = 0; length < blob.Length; length++) await Refuses(key, "c"u8.ToArray(), blob[..length]);
        await Refuses(key, "c"u8.ToArray(), [.. blob, 0]);
        await Refuses(key, "d"u8.ToArray(), blob);
        await Refuses(key, Array.Empty<byte>(), blob);
        await Refuses(key, "c"u8.ToArray(), new byte[100_000]);
    }

    [Fact]
    public async Task Another_backing_key_does_not_open_a_blob_even_of_the_same_KMS_key()
    {
        var identity = NewIdentity();
        var key = await Module.GenerateBackingKeyAsync(identity);
        var next = await Module.GenerateBackingKeyAsync(identity with { Id = BackingKeyId.New() });
        using var plaintext = KeyMaterial.CopyOf([1]);
        var blob = await Module.EncryptAsync(key, default, plaintext);
        await Refuses(next, default, blob);
        using var decrypted = await Module.DecryptAsync(key, default, blob);
    }

    [Fact]
    public async Task A_wrapped_key_opens_under_no_other_identity_and_with_no_flipped_bit()
    {
        var identity = NewIdentity();
        var key = await Module.GenerateBackingKeyAsync(identity);
        using var plaintext = KeyMaterial.CopyOf([1]);
        BackingKeyIdentity[] others =
        [
            identity with { Account = "999988887777" }, identity with { KeyId = Guid.NewGuid().ToString() },
            identity with { Id = BackingKeyId.New() },
            identity with { KeyId = "mrk-" + identity.KeyId.Replace("-", "", StringComparison.Ordinal) },
        ];
        foreach (var other in others)
            await Assert.ThrowsAsync<BackingKeyUnavailableException>(
                async () => await Module.EncryptAsync(key with { Identity = other }, default, plaintext));
        for (var bit = 0; bit < key.Token.Length * 8; bit += 3)
        {
            var token = key.Token.ToArray();
            token[bit / 8] ^= (byte)(1 << (bit % 8));
            await Assert.ThrowsAsync<BackingKeyUnavailableException>(async () => await Module.EncryptAsync(key with { Token = token },
                default, plaintext));
        }

        await Assert.ThrowsAsync<BackingKeyUnavailableException>(
            async () => await Module.EncryptAsync(key with { Token = ReadOnlyMemory<byte>.Empty }, default, plaintext));
    }

    [Fact]
    public async Task Imported_material_has_one_name_in_one_KMS_key_and_another_elsewhere()
    {
        using var material = KeyMaterial.Random(32);
        var identity = NewIdentity();
        var first = await Module.ImportBackingKeyAsync(identity, material);
        var again = await Module.ImportBackingKeyAsync(identity with { Id = BackingKeyId.New() }, material);
        var elsewhere = await Module.ImportBackingKeyAsync(NewIdentity(), material);
        var generated = await Module.GenerateBackingKeyAsync(identity);
        Assert.Matches("^[0-9a-f]{64}$", first.KeyMaterialId);
        Assert.Equal(first.KeyMaterialId, again.KeyMaterialId);
        Assert.NotEqual(first.KeyMaterialId, elsewhere.KeyMaterialId);
        Assert.NotEqual(first.KeyMaterialId, generated.KeyMaterialId);
    }

    [Fact]
    public async Task Import_takes_exactly_32_bytes_for_a_symmetric_key()
    {
        foreach (var length in new[] { 0, 16, 31, 33, 64 })
        {
            using var material = KeyMaterial.Random(length);
            await Assert.ThrowsAsync<InvalidKeyException>(async () => await Module.ImportBackingKeyAsync(NewIdentity(), material));
        }
    }

    [Fact]
    public async Task An_identity_out_of_shape_is_refused()
    {
        var good = NewIdentity();
        BackingKeyIdentity[] bad =
        [
            good with { Account = "12345" }, good with { Account = "12345678901x" }, good with { KeyId = "alias/x" },
            good with { KeyId = good.KeyId.ToUpperInvariant() + "A" }, good with { KeyId = "mrk-12" }, good with { KeyId = "" },
        ];
        foreach (var identity in bad) await Assert.ThrowsAnyAsync<ArgumentException>(
            async () => await Module.GenerateBackingKeyAsync(identity));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(16)]
    [InlineData(32)]
    [InlineData(1024)]
    public async Task A_data_key_comes_in_the_clear_and_as_a_blob_that_opens_to_it(int length)
    {
        var key = await Module.GenerateBackingKeyAsync(NewIdentity());
        var dataKey = await Module.GenerateDataKeyAsync(key, "c"u8.ToArray(), length);
        using var plaintext = dataKey.Plaintext;
        using var opened = await Module.DecryptAsync(key, "c"u8.ToArray(), dataKey.CiphertextBlob);
        Assert.Equal(length, plaintext.Length);
        Assert.Equal(Bytes(plaintext), Bytes(opened));

        var blob = await Module.GenerateDataKeyWithoutPlaintextAsync(key, "c"u8.ToArray(), length);
        using var other = await Module.DecryptAsync(key, "c"u8.ToArray(), blob);
        Assert.Equal(length, other.Length);
        if (length >= 16) Assert.NotEqual(Bytes(plaintext), Bytes(other));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1025)]
    [InlineData(-1)]
    public async Task Random_bytes_and_data_keys_have_1_to_1024_bytes(int length)
    {
        var key = await Module.GenerateBackingKeyAsync(NewIdentity());
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await Module.GenerateRandomAsync(length));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await Module.GenerateDataKeyAsync(key, default, length));
        using var random = await Module.GenerateRandomAsync(1024);
        Assert.Equal(1024, random.Length);
    }

    [Fact]
    public async Task Re_encryption_moves_a_plaintext_to_another_key_and_context()
    {
        var source = await Module.GenerateBackingKeyAsync(NewIdentity());
        var destination = await Module.GenerateBackingKeyAsync(NewIdentity());
        using var plaintext = KeyMaterial.CopyOf([7, 8]);
        var blob = await Module.EncryptAsync(source, "a"u8.ToArray(), plaintext);
        var moved = await Module.ReEncryptAsync(source, "a"u8.ToArray(), blob, destination, "b"u8.ToArray());
        using var opened = await Module.DecryptAsync(destination, "b"u8.ToArray(), moved);
        Assert.Equal([7, 8], Bytes(opened));
        await Assert.ThrowsAsync<InvalidCiphertextException>(
            async () => await Module.ReEncryptAsync(source, "b"u8.ToArray(), blob, destination, "b"u8.ToArray()));
    }

    [Fact]
    public async Task Forgetting_a_key_loses_nothing()
    {
        var key = await Module.GenerateBackingKeyAsync(NewIdentity());
        using var plaintext = KeyMaterial.CopyOf([1]);
        var blob = await Module.EncryptAsync(key, default, plaintext);
        Module.Forget(key.Identity.Id);
        Module.Forget(BackingKeyId.New());
        using var opened = await Module.DecryptAsync(key, default, blob);
        Assert.Equal([1], Bytes(opened));
    }

    [Fact]
    public async Task Many_threads_use_and_forget_the_same_key()
    {
        var key = await Module.GenerateBackingKeyAsync(NewIdentity());
        var threads = Enumerable.Range(0, 4).Select(number => Task.Run(async () =>
        {
            byte[] bytes = [(byte)number, 1, 2, 3];
            using var plaintext = KeyMaterial.CopyOf(bytes);
            for (var round = 0; round < 500; round++)
            {
                if (round % 7 == number) Module.Forget(key.Identity.Id);
                var blob = await Module.EncryptAsync(key, bytes, plaintext);
                using var opened = await Module.DecryptAsync(key, bytes, blob);
                if (!Bytes(opened).AsSpan().SequenceEqual(bytes)) return false;
            }

            return true;
        }));
        Assert.All(await Task.WhenAll(threads), Assert.True);
    }

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    protected abstract void Dispose(bool disposing);

    protected static byte[] Bytes(KeyMaterial material)
    {
        using var lease = material.Borrow();
        return lease.Bytes.ToArray();
    }

    private async Task Refuses(WrappedBackingKey key, ReadOnlyMemory<byte> context, byte[] blob)
    {
        var refusal = await Assert.ThrowsAsync<InvalidCiphertextException>(async () => await Module.DecryptAsync(key, context, blob));
        Assert.Equal("The ciphertext does not open.", refusal.Message);
        Assert.Null(refusal.InnerException);
    }
}
