namespace Strongroom.Cryptography.Tests;

public sealed class BoxStreamTests
{
    private static readonly byte[] Context = [1, 2], Key = [.. Enumerable.Range(0, 32).Select(i => (byte)i)];

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(16383)]
    [InlineData(16384)]
    [InlineData(16385)]
    [InlineData(100_000)]
    [InlineData(131_072)]
    public void A_box_sealed_in_pieces_is_the_box_that_opens_whole(int length)
    {
        var plaintext = Random(length);
        var box = Seal(plaintext);
        Assert.Equal(BoxLayout.SealedLength(length), box.Length);
        var opened = new byte[length];
        Assert.True(SealedBox.TryOpen(Key, Context, box, opened));
        Assert.Equal(plaintext, opened);
    }

    [Fact]
    public void Any_run_of_chunks_opens_alone()
    {
        var plaintext = Random(5 * BoxLayout.ChunkLength + 77);
        var box = new byte[SealedBox.SealedLength(plaintext.Length)];
        SealedBox.Seal(Key, Context, plaintext, box);
        using var opener = new BoxOpener(Key, Context, box);
        Assert.True(opener.IsCommitted);
        for (var first = 0; first < 6; first++)
        {
            for (var last = first; last < 6; last++)
            {
                var from = (int)BoxLayout.OffsetOf(first);
                var run = box[from..(int)Math.Min(BoxLayout.OffsetOf(last + 1), box.Length)];
                var opened = new byte[run.Length - (last - first + 1) * Gcm.TagLength];
                Assert.True(opener.TryOpen(first, run, opened));
                Assert.Equal(plaintext.AsSpan(first * BoxLayout.ChunkLength, opened.Length).ToArray(), opened);
                Assert.False(opener.TryOpen(first + 1, run, opened));
                Assert.All(opened, octet => Assert.Equal(0, octet));
            }
        }
    }

    [Fact]
    public void Under_another_key_or_context_nothing_is_committed_and_nothing_opens()
    {
        var box = Seal(Random(100));
        foreach (var (key, context) in new[] { (new byte[32], Context), (Key, [1]) })
        {
            using var opener = new BoxOpener(key, context, box);
            Assert.False(opener.IsCommitted);
            Assert.False(opener.TryOpen(0, box.AsSpan(BoxLayout.HeaderLength), new byte[100]));
        }
    }

    [Fact]
    public void Nothing_is_added_behind_the_end_and_no_short_chunk_stands_before_it()
    {
        using var sealer = new BoxSealer(Key, Context);
        Assert.Throws<ArgumentException>(() => sealer.Seal(new byte[10], last: false, new byte[100]));
        sealer.Seal(new byte[10], last: true, new byte[100]);
        Assert.Throws<InvalidOperationException>(() => sealer.Seal(new byte[10], last: true, new byte[100]));
    }

    private static byte[] Seal(byte[] plaintext)
    {
        using var sealer = new BoxSealer(Key, Context);
        var box = new byte[BoxLayout.SealedLength(plaintext.Length)];
        sealer.Header.CopyTo(box);
        var (from, to) = (0, BoxLayout.HeaderLength);
        while (plaintext.Length - from >= 2 * BoxLayout.ChunkLength)
        {
            to += sealer.Seal(plaintext.AsSpan(from, 2 * BoxLayout.ChunkLength), last: false, box.AsSpan(to));
            from += 2 * BoxLayout.ChunkLength;
        }

        Assert.Equal(box.Length, to + sealer.Seal(plaintext.AsSpan(from), last: true, box.AsSpan(to)));
        return box;
    }

    private static byte[] Random(int length)
    {
        var bytes = new byte[length];
        RandomBytes.Fill(bytes);
        return bytes;
    }
}
