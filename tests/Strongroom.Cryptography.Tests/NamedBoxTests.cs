namespace Strongroom.Cryptography.Tests;

public sealed class NamedBoxTests
{
    [Fact]
    public void A_box_names_the_key_that_opens_it_after_a_turnover()
    {
        using var keys = new Keys(1, 2);
        var old = Seal(keys, [9], [1, 2, 3]);
        keys.Current = 2;
        var box = Seal(keys, [9], [4, 5]);
        Assert.Equal((1, 2), (old[0], box[0]));
        Assert.Equal([1, 2, 3], Open(keys, [9], old));
        Assert.Equal([4, 5], Open(keys, [9], box));
    }

    [Fact]
    public void The_name_is_bound_even_where_two_names_share_a_key()
    {
        using var keys = new Keys(1, 2) { Same = true };
        var box = Seal(keys, [], [1]);
        box[0] = 2;
        Assert.Null(Open(keys, [], box));
    }

    [Fact]
    public void An_unknown_name_an_empty_box_and_another_context_are_refused()
    {
        using var keys = new Keys(1);
        var box = Seal(keys, new byte[700], [1]);
        Assert.Equal([1], Open(keys, new byte[700], box));
        Assert.Null(Open(keys, new byte[701], box));
        box[0] = 77;
        Assert.Null(Open(keys, new byte[700], box));
        Assert.Null(Open(keys, [], []));
        Assert.Equal(-1, NamedBox.OpenedLength(0));
    }

    private static byte[] Seal(Keys keys, ReadOnlySpan<byte> context, ReadOnlySpan<byte> plaintext)
    {
        var box = new byte[NamedBox.SealedLength(plaintext.Length)];
        NamedBox.Seal(keys, context, plaintext, box);
        return box;
    }

    private static byte[]? Open(Keys keys, ReadOnlySpan<byte> context, ReadOnlySpan<byte> box)
    {
        var plaintext = new byte[Math.Max(NamedBox.OpenedLength(box.Length), 0)];
        return NamedBox.TryOpen(keys, context, box, plaintext) ? plaintext : null;
    }

    private sealed class Keys(params byte[] names) : IPurposeKeys, IDisposable
    {
        private readonly Dictionary<byte, KeyMaterial> _keys = names.ToDictionary(name => name, _ => KeyMaterial.Random(32));

        public byte Current { get; set; } = names[0];
        public bool Same { get; init; }

        public KeyMaterial? Find(byte name) => _keys.GetValueOrDefault(Same && _keys.ContainsKey(name) ? names[0] : name);

        public void Dispose()
        {
            foreach (var key in _keys.Values) key.Dispose();
        }
    }
}
