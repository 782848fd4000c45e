namespace Strongroom.Storage.Tests;

/// <summary>Typed, sealed and guarded records over any store.</summary>
public abstract class RecordsContract : IAsyncLifetime
{
    private protected static readonly RecordType<Note> Notes = new("note", new JsonRecordCodec<Note>()) { RosterBuckets = 8 };
    private protected static readonly RecordType<Note> Loose = new("loose", new JsonRecordCodec<Note>()) { Guarded = false };
    private protected static readonly RecordType<Note> Attached = new("attached", new JsonRecordCodec<Note>())
    {
        RosterScope = 1,
        RosterBuckets = 1,
    };

    private static readonly RecordType<Tally> Counts = Tally.Type("count");

    private Records? records;

    protected abstract IRecordStore Store { get; }

    private protected Records Records => records ??= new(Store, new TestKeys());

    public virtual ValueTask InitializeAsync() => default;

    public virtual async ValueTask DisposeAsync()
    {
        await Store.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task A_record_is_found_as_it_was_committed_replaced_and_deleted()
    {
        foreach (var type in new[] { Notes, Loose, Attached })
        {
            var key = type.Key("scope", "a");
            Assert.Null(await Records.FindAsync(type, key));
            await CommitAsync(changes => changes.Create(type, key, new("one")));
            var one = await DemandAsync(type, key, "one");
            await CommitAsync(changes => changes.Replace(type, one, new("two")));
            var two = await DemandAsync(type, key, "two");
            Assert.True(two.Revision > one.Revision);
            await CommitAsync(changes => changes.Delete(type, two));
            foreach (var reader in new[] { Records, Fresh() })
            {
                Assert.Null(await reader.FindAsync(type, key));
                Assert.Null(await reader.ReadAsync(type, key));
            }

            await CommitAsync(changes => changes.Create(type, key, new("again")));
            await DemandAsync(type, key, "again");
        }
    }

    [Fact]
    public async Task A_tally_counts_every_commit_that_was_made_and_none_that_failed_though_all_come_at_once()
    {
        var key = Counts.Key("scope");
        var made = await Task.WhenAll(Enumerable.Range(0, 64).Select(async i =>
        {
            var changes = new StagedChanges();
            changes.Create(Notes, Notes.Key("scope", $"{i % 48}"), new("counted"));
            changes.Add(Counts, key, 3);
            changes.Add(Counts, key, -1);
            return (await Records.CommitAsync(changes)).Conflict is null;
        }));
        Assert.Equal(48, made.Count(static success => success));
        Assert.Equal(96, (await Records.FindAsync(Counts, key))?.Value.Count);
        Assert.Equal(96, (await Fresh().FindAsync(Counts, key))?.Value.Count);

        await CommitAsync(changes => changes.Add(Counts, key, -1000));
        Assert.Equal(0, (await Fresh().ReadAsync(Counts, key))?.Value.Count);
    }

    [Fact]
    public async Task What_was_read_before_somebody_changed_it_is_a_conflict_under_its_own_key()
    {
        foreach (var type in new[] { Notes, Loose, Attached })
        {
            RecordKey key = type.Key("scope", "a"), beside = type.Key("scope", "beside");
            await CommitAsync(changes => changes.Create(type, key, new("one")));
            var one = await DemandAsync(type, key, "one");
            await CommitAsync(changes => changes.Replace(type, one, new("two")));
            foreach (var reader in new[] { Records, Fresh() })
            {
                Assert.Equal(key, await ConflictAsync(reader, beside, changes => changes.Create(type, key, new("x"))));
                Assert.Equal(key, await ConflictAsync(reader, beside, changes => changes.Replace(type, one, new("x"))));
                Assert.Equal(key, await ConflictAsync(reader, beside, changes => changes.Delete(type, one)));
                Assert.Equal(key, await ConflictAsync(reader, beside, changes => changes.Check(one)));
                Assert.Equal(key, await ConflictAsync(reader, beside, changes => changes.CheckAbsent(type, key)));
            }

            await DemandAsync(type, key, "two");
            Assert.Null(await Records.FindAsync(type, beside));
            var two = await DemandAsync(type, key, "two");
            await CommitAsync(changes =>
            {
                changes.Check(two);
                changes.CheckAbsent(type, type.Key("scope", "none"));
                changes.Create(type, beside, new("beside"));
            });

            async Task<RecordKey?> ConflictAsync(Records reader, RecordKey other, Action<StagedChanges> stage)
            {
                var changes = new StagedChanges();
                changes.Create(type, other, new("lost"));
                stage(changes);
                return (await reader.CommitAsync(changes)).Conflict;
            }
        }
    }

    [Fact]
    public async Task A_record_staged_twice_is_written_once_over_the_revision_expected_first()
    {
        var key = Notes.Key("a");
        await CommitAsync(changes =>
        {
            changes.CheckAbsent(Notes, key);
            changes.Create(Notes, key, new("one"));
            changes.Create(Notes, key, new("two"));
            changes.CheckAbsent(Notes, key);
        });
        var two = await DemandAsync(Notes, key, "two");
        await CommitAsync(changes =>
        {
            changes.Replace(Notes, two, new("three"));
            changes.Replace(Notes, two with { Revision = 12345 }, new("four"));
        });
        var four = await DemandAsync(Notes, key, "four");
        await CommitAsync(changes =>
        {
            changes.Replace(Notes, four, new("five"));
            changes.Delete(Notes, four);
        });
        Assert.Null(await Records.FindAsync(Notes, key));
    }

    [Fact]
    public async Task Nothing_staged_is_committed_at_once_and_cleared_changes_are_nothing()
    {
        var changes = new StagedChanges();
        Assert.True(changes.IsEmpty);
        changes.Create(Notes, Notes.Key("a"), new("a"));
        Assert.False(changes.IsEmpty);
        changes.Clear();
        Assert.True(changes.IsEmpty);
        Assert.True((await Records.CommitAsync(changes)).Committed);
        Assert.Equal(0, Store.Position);
        Assert.Throws<ArgumentException>(() => changes.Create(Notes, Loose.Key("a"), new("a")));
    }

    [Fact]
    public async Task A_range_goes_through_all_records_in_pages_from_either_end()
    {
        foreach (var type in new[] { Notes, Loose, Attached })
        {
            for (var i = 0; i < 25; i++) await CommitAsync(changes => changes.Create(type, type.Key("scope").Then(i), new($"{i}")));
            foreach (var reader in new[] { Records, Fresh() })
            {
                var parent = type.Key("scope");
                Assert.Equal(Enumerable.Range(0, 25).Select(i => $"{i}"),
                    await TextsAsync(reader, parent, parent.EndOfChildren, 100, false));
                Assert.Equal(["24", "23"], await TextsAsync(reader, parent, parent.EndOfChildren, 2, true));
                Assert.Equal(["3", "4", "5"], await TextsAsync(reader, parent.Then(3), parent.EndOfChildren, 3, false));
                Assert.Equal(["5", "4"], await TextsAsync(reader, parent.Then(4), parent.Then(6), 9, true));
                Assert.Equal(25, (await TextsAsync(reader, type.Key(), type.Key().EndOfChildren, 100, true)).Count());
            }

            async Task<IEnumerable<string>> TextsAsync(Records reader, RecordKey from, RecordKey to, int limit, bool reverse) =>
                (await reader.RangeAsync(type, from, to, limit, reverse)).Select(note => note.Value.Text);
        }

        await Assert.ThrowsAsync<ArgumentException>(async () =>
            await Records.RangeAsync(Loose, Loose.Key(), RecordKey.Of("z"), 1000));
    }

    [Fact]
    public async Task Records_of_a_purposes_older_key_still_open()
    {
        var key = Notes.Key("a");
        await CommitAsync(changes => changes.Create(Notes, key, new("one")));
        var turned = new Records(Store, new TestKeys(current: 2));
        var one = await turned.FindAsync(Notes, key);
        var changes = new StagedChanges();
        changes.Replace(Notes, one!, new("two"));
        Assert.True((await turned.CommitAsync(changes)).Committed);
        Assert.Equal("two", (await Fresh().FindAsync(Notes, key))!.Value.Text);
    }

    [Fact]
    public async Task Commits_that_share_rosters_do_not_conflict_for_their_callers()
    {
        foreach (var type in new[] { Notes, Attached })
        {
            await Task.WhenAll(Enumerable.Range(0, 32).Select(task => Task.Run(async () =>
            {
                for (var i = 0; i < 5; i++) await CommitAsync(changes => changes.Create(type, type.Key("scope", $"{task}.{i}"), new("x")));
                await CommitAsync(await StageAsync(changes => changes.Delete, type, type.Key("scope", $"{task}.0")));
            })));
            Assert.Equal(128, (await Fresh().RangeAsync(type, type.Key(), type.Key().EndOfChildren, 1000)).Count);
        }
    }

    [Fact]
    public async Task Two_nodes_over_one_store_share_rosters_without_damage()
    {
        Records[] nodes = [Fresh(), Fresh(), Fresh()];
        await Task.WhenAll(nodes.Select((node, id) => Task.Run(async () =>
        {
            for (var i = 0; i < 40;)
            {
                var changes = new StagedChanges();
                changes.Create(Notes, Notes.Key($"{id}.{i}"), new("x"));
                if ((await node.CommitAsync(changes)).Committed) i++;
            }
        })));
        Assert.Equal(120, (await Fresh().RangeAsync(Notes, Notes.Key(), Notes.Key().EndOfChildren, 1000)).Count);
    }

    [Fact]
    public async Task A_node_that_knew_of_no_roster_finds_those_that_others_have_made_meanwhile()
    {
        var (late, early) = (Fresh(), Fresh());
        Assert.Null(await late.FindAsync(Notes, Notes.Key("none")));
        for (var i = 0; i < 100; i++)
        {
            var made = new StagedChanges();
            made.Create(Notes, Notes.Key($"early.{i}"), new("x"));
            Assert.True((await early.CommitAsync(made)).Committed);
        }

        var changes = new StagedChanges();
        changes.Create(Notes, Notes.Key("late"), new("x"));
        Assert.True((await late.CommitAsync(changes)).Committed);
        Assert.Equal(101, (await Fresh().RangeAsync(Notes, Notes.Key(), Notes.Key().EndOfChildren, 1000)).Count);
    }

    [Fact]
    public async Task Readers_beside_writers_never_see_damage()
    {
        using var done = new CancellationTokenSource();
        var readers = Enumerable.Range(0, 3).Select(_ => Task.Run(async () =>
        {
            for (var round = 0; round < 5 || !done.IsCancellationRequested; round++)
            {
                var reader = Fresh();
                foreach (var type in new[] { Notes, Attached })
                {
                    for (var i = 0; i < 8; i++) await reader.ReadAsync(type, type.Key("scope", $"{i}"));
                    await reader.RangeAsync(type, type.Key("scope"), type.Key("scope").EndOfChildren, 100);
                }

                await Task.Delay(1);
            }
        })).ToArray();
        for (var i = 0; i < 150; i++)
        {
            foreach (var type in new[] { Notes, Attached })
            {
                var key = type.Key("scope", $"{i * 7 % 8}");
                if (await Records.FindAsync(type, key) is not { } found)
                    await CommitAsync(changes => changes.Create(type, key, new($"{i}")));
                else if (i % 3 == 0) await CommitAsync(changes => changes.Replace(type, found, new($"{i}")));
                else await CommitAsync(changes => changes.Delete(type, found));
            }
        }

        await done.CancelAsync();
        await Task.WhenAll(readers);
    }

    private protected Records Fresh() => new(Store, new TestKeys());

    private protected async Task CommitAsync(Action<StagedChanges> stage)
    {
        var changes = new StagedChanges();
        stage(changes);
        var result = await Records.CommitAsync(changes);
        Assert.Null(result.Conflict);
    }

    private async Task<Action<StagedChanges>> StageAsync(Func<StagedChanges, Action<RecordType<Note>, Stored<Note>>> stage,
        RecordType<Note> type, RecordKey key)
    {
        var found = (await Records.FindAsync(type, key))!;
        return changes => stage(changes)(type, found);
    }

    private protected async Task<Stored<Note>> DemandAsync(RecordType<Note> type, RecordKey key, string text)
    {
        var found = await Records.FindAsync(type, key);
        Assert.Equal(text, found!.Value.Text);
        Assert.Equal(found, await Records.ReadAsync(type, key));
        Assert.Equal(found, await Fresh().FindAsync(type, key));
        return found;
    }

    internal sealed record Note(string Text);
}
