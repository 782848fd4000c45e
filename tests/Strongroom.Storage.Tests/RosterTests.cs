using System.Buffers;
using System.Text;
using CsCheck;

namespace Strongroom.Storage.Tests;

public sealed class RosterTests
{
    private static readonly RecordKey Key = RecordKey.Of("roster", "test").Then(0);

    [Fact]
    public void A_roster_lists_what_a_dictionary_would_hold_whatever_was_added_replaced_and_removed() =>
        Gen.Select(Gen.Byte[0, 30].Array[0, 3], Gen.Long[0, 3]).Array[0, 60].Sample(steps =>
        {
            var (roster, model) = (Roster.Empty, new Dictionary<string, long>());
            foreach (var (tail, revision) in steps)
            {
                roster = roster.With(tail, revision);
                if (revision == 0) model.Remove(Convert.ToHexString(tail));
                else model[Convert.ToHexString(tail)] = revision;
                Assert.Equal(revision, roster.Find(tail));
            }

            roster = Read(Write(roster));
            Assert.Equal(model.Count, roster.Count);
            Assert.Equal(model.OrderBy(entry => entry.Key, StringComparer.Ordinal),
                roster.Entries.Select(entry => KeyValuePair.Create(Convert.ToHexString(entry.Tail.Span), entry.Revision)));
            Assert.All(model, entry => Assert.Equal(entry.Value, roster.Find(Convert.FromHexString(entry.Key))));
        }, iter: 2000);

    [Fact]
    public void Nothing_but_a_roster_reads_as_one() => Gen.Select(Gen.Byte.Array[0, 40], Gen.Bool).Sample((bytes, version) =>
    {
        byte[] body = version ? [1, 0, .. bytes] : bytes;
        try
        {
            Assert.Equal(body, Write(Read(body)));
        }
        catch (FormatException)
        {
            return;
        }
    }, iter: 20_000);

    [Theory]
    [InlineData("")]
    [InlineData("02")]
    [InlineData("0100")]
    [InlineData("01000161000000000000000001000161")]
    [InlineData("010001610000000000000000")]
    [InlineData("0100016100000000000000010001610000000000000002")]
    [InlineData("0100016200000000000000010001610000000000000002")]
    public void A_roster_of_another_version_cut_off_or_out_of_order_is_refused(string hex) =>
        Assert.Throws<FormatException>(() => Read(Convert.FromHexString(hex)));

    [Theory]
    [InlineData("")]
    [InlineData("0100000001000102030405060708090a0b0c0d0e0f")]
    [InlineData("0200000001000102030405060708090a0b0c0d0e0f00")]
    [InlineData("0100000000000102030405060708090a0b0c0d0e0f00")]
    [InlineData("0100010001000102030405060708090a0b0c0d0e0f00")]
    [InlineData("0100000009000102030405060708090a0b0c0d0e0f00")]
    public void An_index_of_another_version_or_length_is_refused(string hex) =>
        Assert.Throws<FormatException>(() => new RosterIndex.Codec().Read(Key, Convert.FromHexString(hex)));

    [Fact]
    public void Golden_rosters_and_indexes_never_change()
    {
        var lines = File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "golden", "rosters.txt"));
        var roster = Roster.Empty.With("b"u8, 2).With("a"u8, 0x0102030405060708).With([0, 255], 7);
        Assert.Equal(lines[0], Convert.ToHexStringLower(Write(Roster.Empty)));
        Assert.Equal(lines[1], Convert.ToHexStringLower(Write(roster)));

        var index = new RosterIndex.Codec().Read(Key, Convert.FromHexString(lines[2]));
        Assert.Equal(4096, index.Buckets);
        Assert.Equal([0, 1, 9, 4095], Enumerable.Range(0, 4096).Where(index.Has));
        Assert.Equal(lines[3], string.Join(' ', "abcd".Select(name => index.BucketOf(RecordKey.Of("note", $"{name}").Bytes.Span))));
        Assert.Equal(lines[2], Convert.ToHexStringLower(Write(index.With(9, false).With(9, true), new RosterIndex.Codec())));
    }

    [Fact]
    public void Buckets_are_dealt_evenly_and_by_a_salt_that_each_index_has_for_itself()
    {
        var (one, two) = (RosterIndex.Create(64), RosterIndex.Create(64));
        var keys = Enumerable.Range(0, 6400).Select(i => RecordKey.Of("t").Then(i)).ToArray();
        var counts = keys.CountBy(key => one.BucketOf(key.Bytes.Span)).ToArray();
        Assert.Equal(64, counts.Length);
        Assert.All(counts, bucket => Assert.InRange(bucket.Value, 40, 190));
        Assert.InRange(keys.Count(key => one.BucketOf(key.Bytes.Span) == two.BucketOf(key.Bytes.Span)), 0, 300);
    }

    private static byte[] Write(Roster roster) => Write(roster, new Roster.Codec());

    private static byte[] Write<T>(T value, IRecordCodec<T> codec)
    {
        var body = new ArrayBufferWriter<byte>();
        codec.Write(value, body);
        return body.WrittenSpan.ToArray();
    }

    private static Roster Read(byte[] body) => new Roster.Codec().Read(Key, body);
}
