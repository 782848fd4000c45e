using System.Text;
using Strongroom.Access;

namespace Strongroom.Audit.Tests;

/// <summary>Records to write in tests.</summary>
internal static class TestRecords
{
    public static readonly Guid EventId = Guid.Parse("d1d2d3d4-0000-4000-8000-00000000e001");

    public static AuditRecord Encrypt(Guid? id = null, Caller? caller = null, string? userAgent = "aws-cli/2.0", string? invokedBy = null) => new()
    {
        EventId = id ?? EventId,
        EventTime = new DateTimeOffset(2026, 11, 24, 12, 0, 1, 999, TimeSpan.Zero),
        EventSource = "kms.amazonaws.com",
        EventName = "Encrypt",
        Caller = caller ?? Caller.Root("111122223333", "AKIAEXAMPLE"),
        Region = "us-east-1",
        SourceAddress = invokedBy is null ? "127.0.0.1" : null,
        UserAgent = userAgent,
        RequestId = Guid.Parse("d1d2d3d4-0000-4000-8000-00000000f001"),
        InvokedBy = invokedBy,
        ReadOnly = true,
        RecipientAccount = "111122223333",
        RequestParameters = json =>
        {
            json.WriteStartObject();
            json.WriteString("keyId", "alias/app");
            json.WriteEndObject();
        },
        Resources = { new("111122223333", "AWS::KMS::Key", "arn:aws:kms:us-east-1:111122223333:key/1") },
    };

    public static string Write(AuditRecord record)
    {
        using var batch = RecordBatch.Rent();
        AuditRecordWriter.Write(record, batch);
        return Encoding.UTF8.GetString(batch[0]);
    }

    /// <summary>Appends small numbered records, one at a time.</summary>
    public static async Task AppendAsync(this IAuditJournal journal, int first, int count)
    {
        for (var i = first; i < first + count; i++)
            await journal.AppendAsync($$"""{"n":{{i}}}""");
    }

    public static async Task AppendAsync(this IAuditJournal journal, params string[] records)
    {
        ValueTask done;
        using (var batch = RecordBatch.Rent())
        {
            foreach (var record in records)
                batch.Add(Encoding.UTF8.GetBytes(record));
            done = journal.AppendAsync(batch);
        }

        await done;
    }

    public static async Task<List<string>> ReadAllAsync(this IAuditJournal journal, JournalPosition from = default)
    {
        List<string> records = [];
        await foreach (var entry in journal.ReadAsync(from, follow: false))
            records.Add(Encoding.UTF8.GetString(entry.Record.Span));
        return records;
    }
}
