namespace Strongroom.Cryptography.Tests;

public sealed class KeyMaterialTests
{
    [Fact]
    public void Taking_bytes_moves_them_and_copying_leaves_them()
    {
        byte[] source = [1, 2, 3];
        using var copy = KeyMaterial.CopyOf(source);
        Assert.Equal([1, 2, 3], source);
        using var taken = KeyMaterial.TakeFrom(source);
        Assert.Equal([0, 0, 0], source);
        using var lease = taken.Borrow();
        Assert.Equal([1, 2, 3], lease.Bytes.ToArray());
        Assert.Equal(3, copy.Length);
    }

    [Fact]
    public void Disposing_twice_takes_nothing_from_the_next_owner_of_the_slot()
    {
        using var arena = new SecretArena();
        var first = KeyMaterial.Random(32, arena);
        first.Dispose();
        using var second = KeyMaterial.CopyOf([7, 7, 7], arena);
        first.Dispose();
        Assert.Throws<ObjectDisposedException>(() => first.Borrow().Dispose());
        using var lease = second.Borrow();
        Assert.Equal([7, 7, 7], lease.Bytes.ToArray());
    }

    [Fact]
    public void A_lease_keeps_the_bytes_when_the_owner_disposes_meanwhile()
    {
        using var arena = new SecretArena();
        var material = KeyMaterial.CopyOf([1, 2, 3], arena);
        using (var lease = material.Borrow())
        {
            material.Dispose();
            using var other = KeyMaterial.Random(3, arena);
            Assert.Equal([1, 2, 3], lease.Bytes.ToArray());
            Assert.Throws<ObjectDisposedException>(() => material.Borrow().Dispose());
        }

        Assert.True(arena.IsZero);
    }

    [Fact]
    public void A_secret_whose_making_fails_is_wiped()
    {
        using var arena = new SecretArena();
        Assert.Throws<FormatException>(() => KeyMaterial.Create(32, 0, static (bytes, _) =>
        {
            bytes.Fill(1);
            throw new FormatException();
        }, arena));
        Assert.True(arena.IsZero);
    }

    [Fact]
    public void A_forgotten_secret_is_wiped_by_the_garbage_collector()
    {
        using var arena = new SecretArena();
        Forget(arena);
        GC.Collect();
        GC.WaitForPendingFinalizers();
        Assert.True(arena.IsZero);

        [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
        static void Forget(SecretArena arena) => KeyMaterial.Random(32, arena).ToString();
    }

    [Fact]
    public void It_prints_its_length_and_nothing_else()
    {
        using var material = KeyMaterial.CopyOf("secret"u8);
        Assert.Equal("KeyMaterial(6 bytes)", material.ToString());
    }

    [Fact]
    public void An_empty_secret_is_a_secret()
    {
        using var material = KeyMaterial.CopyOf([]);
        using var lease = material.Borrow();
        Assert.True(lease.Bytes.IsEmpty);
    }
}
