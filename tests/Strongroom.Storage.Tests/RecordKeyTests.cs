using System.Text;
using CsCheck;

namespace Strongroom.Storage.Tests;

public sealed class RecordKeyTests
{
    private static readonly Gen<object> Element = Gen.OneOf<object>(
        Gen.String[Gen.Char["\0\u0001/aéÿ€\uffff"], 0, 6].Select(value => (object)value),
        Gen.Select(Gen.Int[0x10000, 0x10ffff].Select(char.ConvertFromUtf32), Gen.String.AlphaNumeric, (a, b) => (object)(a + b)),
        Gen.OneOf(Gen.Byte, Gen.Const((byte)0), Gen.Const((byte)255)).Array[0, 6].Select(value => (object)value),
        Gen.OneOf(Gen.Long, Gen.Long[-70000, 70000], Gen.Const(long.MinValue), Gen.Const(long.MaxValue)).Select(value => (object)value));

    private static readonly Gen<object[]> Tuple = Element.Array[0, 5];

    [Fact]
    public void The_bytes_sort_as_the_tuples_do() => Gen.Select(Tuple, Tuple).Sample((a, b) =>
        Math.Sign(KeyOf(a).CompareTo(KeyOf(b))) == Math.Sign(Compare(a, b)) && KeyOf(a) == KeyOf(b) == (Compare(a, b) == 0), iter: 20_000);

    [Fact]
    public void Tuples_that_share_a_beginning_sort_too() => Gen.Select(Tuple, Tuple, Tuple).Sample((shared, a, b) =>
        Math.Sign(KeyOf([.. shared, .. a]).CompareTo(KeyOf([.. shared, .. b]))) == Math.Sign(Compare(a, b)), iter: 20_000);

    [Fact]
    public void A_key_decodes_to_the_elements_it_was_made_of() => Tuple.Sample(elements =>
    {
        var key = RecordKey.FromBytes(KeyOf(elements).Bytes);
        return key == KeyOf(elements) && key.GetHashCode() == KeyOf(elements).GetHashCode() && Compare([.. key.Elements], elements) == 0;
    }, iter: 20_000);

    [Fact]
    public void The_range_up_to_the_end_of_children_holds_children_and_nothing_else() => Gen.Select(Tuple, Tuple).Sample((parent, other) =>
    {
        var (key, candidate) = (KeyOf(parent), KeyOf(other));
        var isChild = other.Length >= parent.Length && Compare(other[..parent.Length], parent) == 0;
        var child = KeyOf([.. parent, .. other]);
        return (candidate >= key && candidate < key.EndOfChildren) == isChild && candidate.StartsWith(key) == isChild
            && child >= key && child < key.EndOfChildren && child.StartsWith(key);
    }, iter: 20_000);

    [Fact]
    public void Garbage_is_refused_or_is_the_one_encoding_of_a_tuple() =>
        Gen.OneOf(Gen.Byte, Gen.Int[0, 8].Select(i => "\0\u0001\u0002\u000c\u0013\u0014\u0015\u001c\u00ff"[i]).Select(c => (byte)c))
            .Array[0, 24].Sample(bytes =>
        {
            try
            {
                var key = RecordKey.FromBytes(bytes);
                Assert.Equal(bytes, KeyOf([.. key.Elements]).Bytes.ToArray());
                Assert.NotNull(key.ToString());
            }
            catch (FormatException)
            {
                return;
            }
        }, iter: 100_000);

    [Theory]
    [InlineData("ff")]
    [InlineData("00")]
    [InlineData("03")]
    [InlineData("02")]
    [InlineData("0261")]
    [InlineData("026100ff")]
    [InlineData("02c328" + "00")]
    [InlineData("02eda080" + "00")]
    [InlineData("02c080" + "00")]
    [InlineData("15")]
    [InlineData("1500")]
    [InlineData("160001")]
    [InlineData("13ff")]
    [InlineData("1c8000000000000000")]
    [InlineData("0c7ffffffffffffffe")]
    [InlineData("0b")]
    [InlineData("1d")]
    public void Bytes_that_no_tuple_has_are_a_FormatException(string hex) =>
        Assert.Throws<FormatException>(() => RecordKey.FromBytes(Convert.FromHexString(hex)));

    [Fact]
    public void Golden_encodings_never_change()
    {
        var lines = File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "golden", "record-keys.txt"));
        object[][] tuples =
        [
            [],
            ["kms-key", "123456789012"],
            ["a\0b"],
            ["é", "€", "😀"],
            [0L], [1L], [255L], [256L], [-1L], [-255L], [-256L], [long.MaxValue], [long.MinValue],
            [new byte[] { 0, 1, 255 }],
            ["grant", 7L, new byte[] { 1 }, ""],
        ];
        Assert.Equal(tuples.Length, lines.Length);
        foreach (var (tuple, line) in tuples.Zip(lines))
        {
            Assert.Equal(line, Convert.ToHexStringLower(KeyOf(tuple).Bytes.Span));
            Assert.Equal(0, Compare([.. RecordKey.FromBytes(Convert.FromHexString(line)).Elements], tuple));
        }
    }

    [Fact]
    public void A_key_prints_its_elements_between_slashes_and_no_control_character()
    {
        Assert.Equal("kms-key/123456789012/42/0x00ff", RecordKey.Of("kms-key", "123456789012").Then(42).Then([0, 255]).ToString());
        Assert.Equal("kms-alias/alias\\/a\\u{a}b\\u{202e}c", RecordKey.Of("kms-alias", "alias/a\nb\u202ec").ToString());
        Assert.Equal("a/(end)", RecordKey.Of("a").EndOfChildren.ToString());
    }

    [Fact]
    public void What_is_no_text_or_too_long_makes_no_key()
    {
        Assert.ThrowsAny<ArgumentException>(() => RecordKey.Of("\ud800"));
        Assert.ThrowsAny<ArgumentException>(() => RecordKey.Of(new string('a', RecordKey.MaxLength)));
        Assert.Throws<FormatException>(() => RecordKey.FromBytes(new byte[RecordKey.MaxLength + 1]));
    }

    [Fact]
    public void A_type_owns_the_keys_that_begin_with_its_name()
    {
        var type = new RecordType<byte[]>("kms", RawRecordCodec.Instance);
        Assert.Equal(RecordKey.Of("kms", "1", "x"), type.Key("1", "x"));
        Assert.True(type.Owns(type.Key("1")));
        Assert.False(type.Owns(RecordKey.Of("kms-key", "1")));
        Assert.False(type.Owns(RecordKey.Of("kms\0", "1")));
        Assert.False(type.Owns(RecordKey.Of("kms")));
    }

    [Fact]
    public void Making_a_key_allocates_its_bytes_and_nothing_else()
    {
        var type = new RecordType<byte[]>("kms-key", RawRecordCodec.Instance);
        var id = Guid.Empty.ToString();
        var length = type.Key("123456789012", "eu-central-1", id).Bytes.Length;
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++) type.Key("123456789012", "eu-central-1", id);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 1, 100 * (length + 32));
    }

    private static RecordKey KeyOf(object[] elements) => elements.Aggregate(default(RecordKey), (key, element) => element switch
    {
        string text => key.Then(text),
        long number => key.Then(number),
        _ => key.Then((byte[])element),
    });

    private static int Compare(object[] a, object[] b)
    {
        for (var i = 0; i < Math.Min(a.Length, b.Length); i++)
            if (Compare(a[i], b[i]) is not 0 and var order) return order;
        return a.Length.CompareTo(b.Length);
    }

    private static int Compare(object a, object b) => (a, b) switch
    {
        (byte[] x, byte[] y) => x.AsSpan().SequenceCompareTo(y),
        (string x, string y) => CompareCodePoints(x, y),
        (long x, long y) => x.CompareTo(y),
        _ => Rank(a).CompareTo(Rank(b)),
    };

    private static int CompareCodePoints(string x, string y)
    {
        Rune[] a = [.. x.EnumerateRunes()], b = [.. y.EnumerateRunes()];
        for (var i = 0; i < Math.Min(a.Length, b.Length); i++)
            if (a[i] != b[i]) return a[i].CompareTo(b[i]);
        return a.Length.CompareTo(b.Length);
    }

    private static int Rank(object element) => element switch { byte[] => 1, string => 2, _ => 3 };
}
