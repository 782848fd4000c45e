using System.Runtime.CompilerServices;
using Strongroom.Access;

namespace Strongroom.Audit.Tests;

/// <summary>The format of a segment, as a file that never changes. docs/formats/audit-journal.md.</summary>
public sealed class GoldenFileTests
{
    private const string Name = "audit-0000000001.jsonl";

    private static string Folder([CallerFilePath] string here = "") => Path.Combine(Path.GetDirectoryName(here)!, "Golden", "v1");

    [Fact]
    public async Task Version_1_is_written_as_it_always_was()
    {
        var disk = new FakeDisk();
        await using (var journal = AuditJournal.Open(disk, new TestKeys(), new TestClock(), new()))
            await WriteAsync(journal);
        Assert.Equal(File.ReadAllText(Path.Combine(Folder(), Name)), System.Text.Encoding.UTF8.GetString(disk[Name]));
    }

    [Fact]
    public async Task Version_1_is_read_as_it_always_was()
    {
        var disk = new FakeDisk { [Name] = File.ReadAllBytes(Path.Combine(Folder(), Name)) };
        var result = JournalVerifier.Verify(disk, new TestKeys());
        Assert.Equal((3, null), (result.Records, result.Damage));
        await using var journal = AuditJournal.Open(disk, new TestKeys(), new TestClock(), new());
        Assert.Equal(TestRecords.Write(TestRecords.Encrypt()), (await journal.ReadAllAsync())[0]);
    }

    private static async Task WriteAsync(AuditJournal journal)
    {
        var refused = TestRecords.Encrypt(userAgent: "tab\tand \"quote\" and ü\u2028", caller: Caller.Root("444455556666", "AKIAOTHER"));
        refused.ErrorCode = "AccessDeniedException";
        await journal.AppendAsync(TestRecords.Write(TestRecords.Encrypt()), TestRecords.Write(refused));
        await journal.AppendAsync(TestRecords.Write(TestRecords.Encrypt(userAgent: null, invokedBy: "s3.amazonaws.com")));
    }
}
