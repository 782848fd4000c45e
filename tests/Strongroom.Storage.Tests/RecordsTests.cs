namespace Strongroom.Storage.Tests;

public sealed class MemoryRecordsTests : TamperContract
{
    protected override IRecordStore Store { get; } = new MemoryRecordStore();
}

public sealed class SqliteRecordsTests : TamperContract
{
    private readonly TemporaryFolder folder = new();

    public SqliteRecordsTests() => Store = SqliteRecordStore.Open(folder.Store);

    protected override IRecordStore Store { get; }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        folder.Dispose();
    }
}
