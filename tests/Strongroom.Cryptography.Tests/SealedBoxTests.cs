using CsCheck;

namespace Strongroom.Cryptography.Tests;

public sealed class SealedBoxTests
{
    private static readonly byte[] Context = [1], Five = [5], Key = [.. Enumerable.Range(0, 32).Select(i => (byte)i)];

    [Fact]
    public void What_was_sealed_opens_whatever_its_length_and_context() =>
        Gen.Select(Gen.Byte.Array[0, 300], Gen.Byte.Array[0, 2000]).Sample((plaintext, context) =>
            Assert.Equal(plaintext, Open(Seal(plaintext, context), context)));

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(16383)]
    [InlineData(16384)]
    [InlineData(16385)]
    [InlineData(32767)]
    [InlineData(32768)]
    [InlineData(50000)]
    public void Lengths_around_the_chunks_round_trip_and_are_told_from_the_box(int length)
    {
        var plaintext = new byte[length];
        RandomBytes.Fill(plaintext);
        var box = Seal(plaintext, [1]);
        Assert.Equal(length, SealedBox.OpenedLength(box.Length));
        Assert.Equal(plaintext, Open(box, [1]));
    }

    [Fact]
    public void Every_flipped_bit_is_refused_and_leaves_zeros()
    {
        var box = Seal([1, 2, 3, 4], [5]);
        for (var bit = 0; bit < box.Length * 8; bit++)
        {
            var broken = (byte[])box.Clone();
            broken[bit / 8] ^= (byte)(1 << (bit % 8));
            byte[] plaintext = [9, 9, 9, 9];
            Assert.False(SealedBox.TryOpen(Key, Five, broken, plaintext));
            Assert.Equal(new byte[4], plaintext);
        }
    }

    [Fact]
    public void Another_context_or_key_does_not_open_it()
    {
        var box = Seal([1], "ab"u8);
        Assert.Null(Open(box, "a"u8));
        Assert.Null(Open(box, "abc"u8));
        Assert.Null(Open(box, []));
        Assert.False(SealedBox.TryOpen(new byte[32], "ab"u8, box, new byte[1]));
        Assert.Equal([1], Open(box, "ab"u8));
    }

    [Fact]
    public void No_cut_and_no_chunk_out_of_place_is_accepted()
    {
        var plaintext = new byte[2 * SealedBox.ChunkLength + 100];
        RandomBytes.Fill(plaintext);
        var box = Seal(plaintext, []);
        var chunk = SealedBox.SealedChunkLength;
        for (var length = box.Length - 1; length >= 0; length -= length > box.Length - 200
            ? 1 : 777) Assert.Null(Open(box.AsSpan(..length), []));
        Assert.Null(Open(box.AsSpan(..(SealedBox.HeaderLength + chunk)), []));

        var head = box[..SealedBox.HeaderLength];
        byte[] first = box[SealedBox.HeaderLength..][..chunk], second = box[(SealedBox.HeaderLength + chunk)..][..chunk];
        byte[] last = box[(SealedBox.HeaderLength + 2 * chunk)..];
        Assert.Equal(plaintext, Open([.. head, .. first, .. second, .. last], []));
        Assert.Null(Open([.. head, .. second, .. first, .. last], []));
        Assert.Null(Open([.. head, .. first, .. first, .. last], []));
        Assert.Null(Open([.. head, .. first, .. last], []));
        Assert.Null(Open([.. head, .. last], []));
        Assert.Null(Open([.. box, .. last], []));
    }

    [Fact]
    public void A_key_of_another_length_is_refused() =>
        Assert.Throws<ArgumentException>(() => SealedBox.Seal(new byte[16], default, default, new byte[SealedBox.Overhead]));

    [Fact]
    public void Garbage_does_not_open() =>
        Gen.Byte.Array[0, 200].Sample(bytes => Assert.Null(Open(bytes, [])));

    [Fact]
    public void Sealing_a_short_message_allocates_next_to_nothing()
    {
        var box = new byte[SealedBox.SealedLength(4096)];
        var plaintext = new byte[4096];
        for (var i = 0; i < 50; i++) SealedBox.Seal(Key, Context, plaintext, box);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++) SealedBox.Seal(Key, Context, plaintext, box);
        // An AesGcm and its native handle; the message, the keys and the context need none.
        Assert.InRange((GC.GetAllocatedBytesForCurrentThread() - before) / 100, 0, 200);
    }

    private static byte[] Seal(ReadOnlySpan<byte> plaintext, ReadOnlySpan<byte> context)
    {
        var box = new byte[SealedBox.SealedLength(plaintext.Length)];
        SealedBox.Seal(Key, context, plaintext, box);
        return box;
    }

    private static byte[]? Open(ReadOnlySpan<byte> box, ReadOnlySpan<byte> context)
    {
        var plaintext = new byte[Math.Max(SealedBox.OpenedLength(box.Length), 0)];
        return SealedBox.TryOpen(Key, context, box, plaintext) ? plaintext : null;
    }
}
