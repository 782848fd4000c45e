using System.Text;
using CsCheck;

namespace Strongroom.Audit.Tests;

/// <summary>Whatever is done to a journal of 1,000 records, verification names the first bad line.</summary>
public sealed class DamageTests : IAsyncLifetime
{
    private const string Name = "audit-0000000001.jsonl";

    private readonly TestKeys keys = new();
    private readonly FakeDisk disk = new();
    private byte[] log = [];
    private List<byte[]> lines = [];

    public async ValueTask InitializeAsync()
    {
        await using (var journal = AuditJournal.Open(disk, keys, new TestClock(), new()))
            await journal.AppendAsync([.. Enumerable.Range(0, 1000).Select(i => $$"""{"eventID":"{{i:d4}}","eventName":"Encrypt","readOnly":true}""")]);
        log = disk[Name];
        lines = [.. Encoding.ASCII.GetString(log).Split('\n')[..^1].Select(line => Encoding.ASCII.GetBytes(line + "\n"))];
        Assert.Equal(1001, lines.Count);
    }

    public ValueTask DisposeAsync() => default;

    private int? FirstBadLine(byte[] bytes)
    {
        var damaged = new FakeDisk { [Name] = bytes };
        var result = JournalVerifier.Verify(damaged, keys);
        if (result.Damage is not { } damage)
            return null;
        Assert.Equal(Name, damage.File);
        Assert.Equal(Math.Max(damage.Line - 2, 0), result.Records);
        return damage.Line;
    }

    private static byte[] Join(IEnumerable<byte[]> parts) => [.. parts.SelectMany(part => part)];

    [Fact]
    public void The_untouched_log_verifies() => Assert.Null(FirstBadLine(log));

    [Fact]
    public void Every_flipped_bit_is_found_in_its_line() =>
        Gen.Select(Gen.Int[0, log.Length - 1], Gen.Int[0, 7]).Sample((at, bit) =>
        {
            var damaged = log[..];
            damaged[at] ^= (byte)(1 << bit);
            Assert.Equal(LineAt(at), FirstBadLine(damaged));
        }, iter: 300);

    [Fact]
    public void Every_byte_of_one_record_and_of_the_header_counts()
    {
        var first = lines[0].Length + 500 * lines[1].Length;
        foreach (var at in Enumerable.Range(0, lines[0].Length).Concat(Enumerable.Range(first, lines[1].Length)))
        {
            var damaged = log[..];
            damaged[at] ^= 1;
            Assert.Equal(LineAt(at), FirstBadLine(damaged));
        }
    }

    [Fact]
    public void A_deleted_line_is_missed_where_the_next_one_stands() =>
        Gen.Int[1, 999].Sample(gone => Assert.Equal(gone + 1, FirstBadLine(Join(lines.Where((_, i) => i != gone)))), iter: 100);

    [Fact]
    public void Swapped_lines_are_found_at_the_earlier_one() =>
        Gen.Select(Gen.Int[1, 1000], Gen.Int[1, 1000]).Where((a, b) => a != b).Sample((a, b) =>
        {
            var swapped = lines.ToArray();
            (swapped[a], swapped[b]) = (swapped[b], swapped[a]);
            Assert.Equal(Math.Min(a, b) + 1, FirstBadLine(Join(swapped)));
        }, iter: 100);

    [Fact]
    public void An_inserted_or_repeated_line_is_found() =>
        Gen.Select(Gen.Int[1, 1000], Gen.Int[1, 1000]).Sample((at, copied) =>
        {
            // The copy of line k in front of line k is the line itself; it is the second one that does not belong.
            var inserted = lines.ToList();
            inserted.Insert(at, lines[copied]);
            Assert.Equal(at + (copied == at ? 2 : 1), FirstBadLine(Join(inserted)));
        }, iter: 100);

    [Fact]
    public void A_log_written_under_another_key_is_refused()
    {
        var damaged = new FakeDisk { [Name] = log };
        var result = JournalVerifier.Verify(damaged, new OtherKeys());
        Assert.Equal(1, result.Damage!.Line);
    }

    [Fact]
    public async Task A_segment_that_is_missing_exchanged_or_renamed_is_found()
    {
        var many = new FakeDisk();
        await using (var journal = AuditJournal.Open(many, keys, new TestClock(), new() { SegmentBytes = 600 }))
            await journal.AppendAsync(0, 40);
        var names = many.Names;
        Assert.True(names.Count >= 5);
        Assert.Null(JournalVerifier.Verify(many, keys).Damage);

        var missing = many.AfterKill();
        missing.Delete(names[2]);
        Assert.Equal(names[2], JournalVerifier.Verify(missing, keys).Damage!.File);
        Assert.Throws<DamagedJournalException>(() => AuditJournal.Open(missing, keys, new TestClock(), new()));

        var exchanged = many.AfterKill();
        (exchanged[names[1]], exchanged[names[2]]) = (exchanged[names[2]], exchanged[names[1]]);
        Assert.Equal((names[1], 1), (JournalVerifier.Verify(exchanged, keys).Damage!.File, JournalVerifier.Verify(exchanged, keys).Damage!.Line));

        var cut = many.AfterKill();
        cut[names[1]] = cut[names[1]][..^lines[1].Length];
        Assert.NotNull(JournalVerifier.Verify(cut, keys).Damage);

        var expired = many.AfterKill();
        expired.Delete(names[0]);
        Assert.Null(JournalVerifier.Verify(expired, keys).Damage);
    }

    [Fact]
    public void Opening_refuses_a_bad_line_before_the_tail_and_names_it()
    {
        foreach (var line in new[] { 1, 2, 500, 1000, 1001 })
        {
            var damaged = log[..];
            damaged[lines.Take(line - 1).Sum(l => l.Length) + 5] ^= 1;
            var refused = Assert.Throws<DamagedJournalException>(
                () => AuditJournal.Open(new FakeDisk { [Name] = damaged }, keys, new TestClock(), new()));
            Assert.Equal((Name, line), (refused.File, refused.Line));
        }
    }

    [Fact]
    public async Task A_torn_tail_of_any_length_is_cut_and_nothing_else()
    {
        var last = lines[^1].Length;
        for (var left = 0; left < last; left++)
        {
            var torn = new FakeDisk { [Name] = log[..^(last - left)] };
            await using var journal = AuditJournal.Open(torn, keys, new TestClock(), new());
            Assert.Equal(left, journal.CutBytes);
            Assert.Equal(999, (await journal.ReadAllAsync()).Count);
            await journal.AppendAsync("""{"after":1}""");
            Assert.Equal(1000, JournalVerifier.Verify(torn, keys).Records);
        }
    }

    [Fact]
    public async Task Blocks_of_zeros_that_a_power_loss_left_in_the_last_batch_are_cut()
    {
        var torn = log[..];
        torn.AsSpan(torn.Length - 3 * lines[1].Length - 50, 100).Clear();
        await using var journal = AuditJournal.Open(new FakeDisk { [Name] = torn }, keys, new TestClock(), new());
        Assert.Equal(996, (await journal.ReadAllAsync()).Count);
        Assert.True(journal.CutBytes > 0);
    }

    [Fact]
    public void Zeros_far_from_the_end_are_damage()
    {
        var hole = log[..];
        hole.AsSpan(1000, 100).Clear();
        hole = [.. hole, .. new byte[9 << 20]];
        Assert.Throws<DamagedJournalException>(() => AuditJournal.Open(new FakeDisk { [Name] = hole }, keys, new TestClock(), new()));
    }

    [Fact]
    public Task Garbage_in_a_segment_is_damage_or_torn_never_an_accident() =>
        Gen.Byte.Array[0, 2000].SampleAsync(async garbage =>
        {
            var disk = new FakeDisk { [Name] = garbage };
            Assert.NotNull(JournalVerifier.Verify(disk, keys).Damage);
            try
            {
                await using var journal = AuditJournal.Open(disk, keys, new TestClock(), new());
                Assert.DoesNotContain((byte)'\n', garbage);
            }
            catch (DamagedJournalException)
            {
                Assert.Contains((byte)'\n', garbage);
            }
        }, iter: 300);

    private int LineAt(int offset) => 1 + log.AsSpan(0, offset).Count((byte)'\n');

    private sealed class OtherKeys : Cryptography.IPurposeKeys
    {
        private readonly TestKeys others = new();

        public byte Current => 1;

        public Cryptography.KeyMaterial? Find(byte name) => others.Find((byte)(name + 1));
    }
}
