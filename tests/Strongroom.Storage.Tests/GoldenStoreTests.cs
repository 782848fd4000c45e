namespace Strongroom.Storage.Tests;

/// <summary>A store that the first version wrote, opened by every later one.</summary>
public sealed class GoldenStoreTests : IDisposable
{
    private static readonly RecordType<RecordsContract.Note> Notes = new("golden", new JsonRecordCodec<RecordsContract.Note>());
    private static readonly RecordType<byte[]> Loose = new("golden-loose", RawRecordCodec.Instance) { Guarded = false };
    private static readonly RecordType<byte[]> Scoped = new("golden-scoped", RawRecordCodec.Instance)
    {
        RosterScope = 1,
        RosterBuckets = 1,
    };
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_store_of_format_1_opens_verifies_and_goes_on()
    {
        OwnedFolder.Create(folder.Store);
        File.Copy(Path.Combine(AppContext.BaseDirectory, "golden", "store-1.golden"), folder.Database);
        await using var store = SqliteRecordStore.Open(folder.Store);
        var records = new Records(store, new TestKeys());
        var damages = new List<DamagedRecordException>();
        await foreach (var damage in records.VerifyAsync([Notes, Loose, Scoped])) damages.Add(damage);
        Assert.Empty(damages);
        Assert.Equal(3, store.Position);
        var note = await records.FindAsync(Notes, Notes.Key("123456789012", "é\0", "1"));
        Assert.Equal("replaced", note!.Value.Text);
        Assert.Equal([0, 1, 255], (await records.FindAsync(Loose, Loose.Key().Then(-7).Then([0, 255])))!.Value);
        Assert.Empty((await records.FindAsync(Scoped, Scoped.Key("one", "a")))!.Value);
        Assert.Null(await records.FindAsync(Scoped, Scoped.Key("one", "deleted")));
        var changes = new StagedChanges();
        changes.Replace(Notes, note, new("again"));
        Assert.True((await records.CommitAsync(changes)).Committed);
        Assert.True((await records.FindAsync(Notes, note.Key))!.Revision > note.Revision);
    }
}
