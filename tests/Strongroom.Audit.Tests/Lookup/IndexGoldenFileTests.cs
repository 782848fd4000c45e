using System.Runtime.CompilerServices;

namespace Strongroom.Audit.Tests;

/// <summary>The format of a segment's index, before it is sealed, as a file that never changes. docs/formats/audit-index.md.</summary>
public sealed class IndexGoldenFileTests
{
    private const string Segment = "audit-0000000001.jsonl";

    private static string Folder([CallerFilePath] string here = "") => Path.Combine(Path.GetDirectoryName(here)!, "..", "Journal", "Golden", "v1");

    [Fact]
    public void Version_1_is_written_as_it_always_was()
    {
        var disk = new FakeDisk { [Segment] = File.ReadAllBytes(Path.Combine(Folder(), Segment)) };
        using var file = disk.Open(Segment, write: false);
        var index = new SegmentIndex();
        index.Extend(file, Segment, file.Length);
        Assert.Equal(File.ReadAllBytes(Path.Combine(Folder(), "audit-0000000001.index.golden")), index.ToBytes(1));
    }

    [Fact]
    public void Version_1_is_read_as_it_always_was()
    {
        var bytes = File.ReadAllBytes(Path.Combine(Folder(), "audit-0000000001.index.golden"));
        var index = SegmentIndex.Read(bytes, 1)!;
        var block = Assert.Single(index.Blocks);
        Assert.Equal((3, index.Length), (block.Events, block.End));
        var query = new LookupQuery
        {
            Account = "111122223333",
            Region = "us-east-1",
            Attribute = new(LookupKey.EventName, "Encrypt"),
            Start = new(2026, 11, 24, 12, 0, 1, TimeSpan.Zero),
            End = new(2026, 11, 24, 12, 0, 1, TimeSpan.Zero),
            Limit = 1,
        };
        Assert.True(block.MayHave(query, TermFilter.TermOf(query)));
        Assert.False(block.MayHave(query with { Start = query.Start.AddSeconds(1), End = query.End.AddSeconds(1) }, TermFilter.TermOf(query)));
        Assert.False(block.MayHave(query, TermFilter.TermOf(query with { Account = "999988887777" })));
    }

    [Fact]
    public void Other_versions_segments_and_garbage_are_no_index()
    {
        var bytes = File.ReadAllBytes(Path.Combine(Folder(), "audit-0000000001.index.golden"));
        Assert.Null(SegmentIndex.Read(bytes, 2));
        Assert.Null(SegmentIndex.Read(bytes.AsSpan(..^1), 1));
        Assert.Null(SegmentIndex.Read([], 1));
        bytes[0] = 2;
        Assert.Null(SegmentIndex.Read(bytes, 1));
    }
}
