using System.Text;
using CsCheck;

namespace Strongroom.Storage.Tests;

/// <summary>What every store owes. Each implementation inherits all of it.</summary>
public abstract class RecordStoreContract : IAsyncLifetime
{
    private static readonly RecordKey A = RecordKey.Of("t", "a"), B = RecordKey.Of("t", "b"), C = RecordKey.Of("t", "c");

    protected abstract IRecordStore Store { get; }

    public virtual ValueTask InitializeAsync() => default;

    public virtual async ValueTask DisposeAsync()
    {
        await Store.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task A_record_is_absent_until_written_and_after_it_was_deleted()
    {
        Assert.Null(await Store.GetAsync(A));
        var revision = await PutAsync(A, 0, "one");
        var found = await Store.GetAsync(A);
        Assert.Equal((A, revision, "one"), (found!.Key, found.Revision, Text(found)));
        Assert.True((await Store.CommitAsync([RecordChange.Delete(A, revision)])).Committed);
        Assert.Null(await Store.GetAsync(A));
    }

    [Fact]
    public async Task A_body_may_be_empty_or_as_long_as_the_limit_but_not_longer()
    {
        await PutAsync(A, 0, "");
        Assert.Equal(0, (await Store.GetAsync(A))!.Body.Length);
        Assert.True((await Store.CommitAsync([RecordChange.Put(B, 0, Store.NextRevision(),
            new byte[IRecordStore.MaxBodyLength])])).Committed);
        Assert.Equal(IRecordStore.MaxBodyLength, (await Store.GetAsync(B))!.Body.Length);
        await Assert.ThrowsAsync<ArgumentException>(async () =>
            await Store.CommitAsync([RecordChange.Put(C, 0, Store.NextRevision(), new byte[IRecordStore.MaxBodyLength + 1])]));
    }

    [Fact]
    public async Task A_commit_over_another_revision_is_a_conflict_and_writes_nothing()
    {
        var first = await PutAsync(A, 0, "one");
        var second = await PutAsync(A, first, "two");
        foreach (var stale in new[] { 0, first, second + 1 })
        {
            var result = await Store.CommitAsync([Put(B, 0, "beside"), Put(A, stale, "three"), Put(C, 0, "behind")]);
            Assert.Equal(A, result.Conflict);
            result = await Store.CommitAsync([Put(B, 0, "beside"), RecordChange.Delete(A, stale)]);
            Assert.Equal(A, result.Conflict);
        }

        Assert.Equal("two", Text(await Store.GetAsync(A)));
        Assert.Null(await Store.GetAsync(B));
        Assert.Null(await Store.GetAsync(C));
    }

    [Fact]
    public async Task The_first_step_that_conflicts_is_named()
    {
        await PutAsync(C, 0, "c");
        await PutAsync(A, 0, "a");
        Assert.Equal(C, (await Store.CommitAsync([Put(B, 0, "b"), Put(C, 0, "c"), Put(A, 0, "a")])).Conflict);
        Assert.Equal(A, (await Store.CommitAsync([RecordChange.Check(A, 0), Put(C, 0, "c")])).Conflict);
    }

    [Fact]
    public async Task A_check_writes_nothing_and_holds_the_others_to_it()
    {
        var revision = await PutAsync(A, 0, "a");
        Assert.True((await Store.CommitAsync([RecordChange.Check(A, revision), RecordChange.Check(B, 0)])).Committed);
        Assert.Equal((revision, "a"), ((await Store.GetAsync(A))!.Revision, Text(await Store.GetAsync(A))));
        Assert.Equal(A, (await Store.CommitAsync([Put(C, 0, "c"), RecordChange.Check(A, revision + 1)])).Conflict);
        Assert.Equal(A, (await Store.CommitAsync([Put(C, 0, "c"), RecordChange.Check(A, 0)])).Conflict);
        Assert.Equal(B, (await Store.CommitAsync([Put(C, 0, "c"), RecordChange.Check(B, revision)])).Conflict);
        Assert.Null(await Store.GetAsync(C));
        Assert.Null(await Store.GetAsync(B));
        Assert.True((await Store.CommitAsync([Put(C, 0, "c"), RecordChange.Check(A, revision), RecordChange.Check(B, 0)])).Committed);
        Assert.Equal("c", Text(await Store.GetAsync(C)));
    }

    [Fact]
    public async Task A_step_that_does_not_care_writes_over_anything()
    {
        foreach (var text in new[] { "one", "two" })
        {
            Assert.True((await Store.CommitAsync([Put(A, RecordChange.AnyRevision, text)])).Committed);
            Assert.Equal(text, Text(await Store.GetAsync(A)));
        }

        for (var i = 0; i < 2; i++) Assert.True((await Store.CommitAsync([RecordChange.Delete(A, RecordChange.AnyRevision)])).Committed);
        Assert.Null(await Store.GetAsync(A));
    }

    [Fact]
    public async Task A_commit_names_a_key_once_and_a_revision_that_was_given_out()
    {
        await Assert.ThrowsAsync<ArgumentException>(async () => await Store.CommitAsync([Put(A, 0, "a"), Put(A, 0, "b")]));
        await Assert.ThrowsAsync<ArgumentException>(async () => await Store.CommitAsync([Put(A, 0, "a"), RecordChange.Check(A, 0)]));
        await Assert.ThrowsAsync<ArgumentException>(async () =>
            await Store.CommitAsync([.. Enumerable.Range(0, 40).Select(i => Put(RecordKey.Of("t").Then(i % 39), 0, ""))]));
        await Assert.ThrowsAsync<ArgumentException>(async () =>
            await Store.CommitAsync([RecordChange.Put(A, 0, Store.NextRevision() + 1000, default(ReadOnlyMemory<byte>))]));
        await Assert.ThrowsAsync<ArgumentException>(async () =>
            await Store.CommitAsync([RecordChange.Put(default, 0, Store.NextRevision(), default(ReadOnlyMemory<byte>))]));
        Assert.Null(await Store.GetAsync(A));
        Assert.True((await Store.CommitAsync([])).Committed);
    }

    [Fact]
    public async Task A_range_is_in_order_of_key_from_either_end_up_to_its_limit()
    {
        var parent = RecordKey.Of("t", "p");
        for (var i = 0; i < 10; i++) await PutAsync(parent.Then(i), 0, $"{i}");
        await PutAsync(RecordKey.Of("t", "p\0"), 0, "no child");
        await PutAsync(RecordKey.Of("t", "p0"), 0, "no child");
        await PutAsync(RecordKey.Of("t", "o"), 0, "no child");
        await PutAsync(parent, 0, "itself");

        Assert.Equal("itself 0 1 2 3 4 5 6 7 8 9", await RangeAsync(parent, parent.EndOfChildren, 100));
        Assert.Equal("9 8 7 6 5 4 3 2 1 0 itself", await RangeAsync(parent, parent.EndOfChildren, 100, reverse: true));
        Assert.Equal("3 4 5", await RangeAsync(parent.Then(3), parent.Then(6), 100));
        Assert.Equal("5 4", await RangeAsync(parent.Then(3), parent.Then(6), 2, reverse: true));
        Assert.Equal("3 4", await RangeAsync(parent.Then(3), parent.Then(6), 2));
        Assert.Equal("", await RangeAsync(parent.Then(6), parent.Then(3), 2));
        Assert.Equal("", await RangeAsync(parent.Then(6), parent.Then(6), 2, reverse: true));
        Assert.Equal("no child", await RangeAsync(parent.EndOfChildren, RecordKey.Of("t").EndOfChildren, 1));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await Store.RangeAsync(parent, parent.EndOfChildren, 0));
    }

    [Fact]
    public async Task Any_history_of_commits_leaves_what_a_plain_dictionary_would_hold()
    {
        var model = new SortedDictionary<RecordKey, string>();
        var steps = Gen.Select(Gen.Int[0, 30], Gen.OneOf(Gen.Const(-1L), Gen.Const(0L), Gen.Const(1L)), Gen.Int[0, 3]).Array[1, 5];
        var random = new PCG(7);
        for (var round = 0; round < 150; round++)
        {
            var changes = new List<RecordChange>();
            foreach (var (id, expectation, kind) in steps.Generate(random, null, out _).DistinctBy(step => step.Item1))
            {
                var key = RecordKey.Of("m").Then(id);
                var expected = expectation == 1 ? (await Store.GetAsync(key))?.Revision ?? 0 : expectation;
                changes.Add(kind switch
                {
                    0 => RecordChange.Delete(key, expected),
                    1 when expected >= 0 => RecordChange.Check(key, expected),
                    _ => Put(key, expected, $"{id}.{round}"),
                });
            }

            var conflict = changes.Find(change => change.ExpectedRevision == 0 && model.ContainsKey(change.Key)).Key;
            var result = await Store.CommitAsync(changes);
            Assert.Equal(conflict == default ? null : conflict, result.Conflict);
            foreach (var change in result.Committed ? changes.Where(change => !change.IsCheck) : [])
            {
                if (change.Body is { } body) model[change.Key] = Encoding.UTF8.GetString(body.Span);
                else model.Remove(change.Key);
            }

            Assert.Equal(string.Join(' ', model.Values), await RangeAsync(RecordKey.Of("m"), RecordKey.Of("m").EndOfChildren, 1000));
        }
    }

    [Fact]
    public async Task Records_read_together_are_of_one_moment()
    {
        await Store.CommitAsync([Put(A, 0, "0"), Put(B, 0, "0")]);
        using var done = new CancellationTokenSource();
        var readers = Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            var reads = 0;
            for (; reads < 20 || !done.IsCancellationRequested; reads++)
            {
                await Task.Delay(1);
                var pair = await Store.GetManyAsync([A, C, B]);
                Assert.Null(pair[1]);
                Assert.Equal(Text(pair[0]), Text(pair[2]));
                var range = await Store.RangeAsync(A, C, 10);
                Assert.Equal(Text(range[0]), Text(range[1]));
            }

            return reads;
        })).ToArray();
        for (var i = 1; i <= 200; i++)
            Assert.True((await Store.CommitAsync([Put(B, RecordChange.AnyRevision, $"{i}"),
                Put(A, RecordChange.AnyRevision, $"{i}")])).Committed);
        await done.CancelAsync();
        Assert.All(await Task.WhenAll(readers), reads => Assert.True(reads > 0));
    }

    [Fact]
    public async Task Increments_by_32_tasks_at_once_lose_nothing()
    {
        await PutAsync(A, 0, "0");
        await Task.WhenAll(Enumerable.Range(0, 32).Select(task => Task.Run(async () =>
        {
            for (var i = 0; i < 10;)
            {
                var found = (await Store.GetAsync(A))!;
                var mine = RecordKey.Of("mine").Then(task).Then(i);
                var result = await Store.CommitAsync([Put(mine, 0, "mine"), Put(A, found.Revision, $"{int.Parse(Text(found)) + 1}")]);
                if (result.Committed) i++;
                else Assert.Equal((A, null), (result.Conflict, await Store.GetAsync(mine)));
            }
        })));
        Assert.Equal("320", Text(await Store.GetAsync(A)));
        Assert.Equal(320, (await Store.RangeAsync(RecordKey.Of("mine"), RecordKey.Of("mine").EndOfChildren, 1000)).Count);
    }

    [Fact]
    public async Task Of_commits_at_once_over_one_revision_one_wins_and_neighbours_hold()
    {
        var revision = await PutAsync(A, 0, "old");
        var results = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => Task.Run(async () => i % 2 == 0
            ? await Store.CommitAsync([Put(RecordKey.Of("beside").Then(i), 0, "x"), Put(A, revision, $"{i}")])
            : await Store.CommitAsync([Put(RecordKey.Of("beside").Then(i), 0, "x")]))));
        var winner = Enumerable.Range(0, 10).Select(i => 2 * i).Single(i => results[i].Committed);
        Assert.Equal($"{winner}", Text(await Store.GetAsync(A)));
        for (var i = 0; i < 20; i++)
            Assert.Equal(i % 2 == 1 || i == winner, await Store.GetAsync(RecordKey.Of("beside").Then(i)) is not null);
    }

    [Fact]
    public async Task The_position_counts_commits_that_wrote_something()
    {
        var start = Store.Position;
        var revision = await PutAsync(A, 0, "a");
        Assert.Equal(start + 1, Store.Position);
        await Store.CommitAsync([RecordChange.Check(A, revision)]);
        await Store.CommitAsync([Put(A, 0, "b")]);
        await Store.CommitAsync([]);
        Assert.Equal(start + 1, Store.Position);
        var results = await Task.WhenAll(Enumerable.Range(0, 50).Select(async i =>
            await Store.CommitAsync([Put(RecordKey.Of("n").Then(i), 0, "")])));
        Assert.Equal(Enumerable.Range(2, 50).Select(i => start + i), results.Select(result => result.Position).Order());
        Assert.Equal(start + 51, Store.Position);
    }

    [Fact]
    public async Task No_revision_is_given_out_twice_and_later_ones_are_higher()
    {
        var given = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ =>
            Task.Run(() => Enumerable.Range(0, 5000).Select(_ => Store.NextRevision()).ToArray())));
        Assert.Equal(20_000, given.SelectMany(revisions => revisions).Distinct().Count());
        Assert.All(given, revisions => Assert.Equal(revisions.Order(), revisions));
        Assert.True(given[0][0] > 0);
    }

    [Fact]
    public async Task A_commit_cancelled_before_it_began_writes_nothing()
    {
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await Store.CommitAsync([Put(A, 0, "a")], new(canceled: true)));
        Assert.Null(await Store.GetAsync(A));
    }

    [Fact]
    public async Task What_the_caller_does_to_a_body_later_changes_no_record()
    {
        var body = "before"u8.ToArray();
        await Store.CommitAsync([RecordChange.Put(A, 0, Store.NextRevision(), body)]);
        body.AsSpan().Clear();
        Assert.Equal("before", Text(await Store.GetAsync(A)));
    }

    [Fact]
    public async Task Scrubbing_keeps_every_record()
    {
        await PutAsync(A, 0, "a");
        await Store.ScrubAsync();
        Assert.Equal("a", Text(await Store.GetAsync(A)));
        await PutAsync(B, 0, "b");
        Assert.True(Store.IsHealthy);
    }

    protected RecordChange Put(RecordKey key, long expected, string text) =>
        RecordChange.Put(key, expected, Store.NextRevision(), Encoding.UTF8.GetBytes(text));

    protected async Task<long> PutAsync(RecordKey key, long expected, string text)
    {
        var change = Put(key, expected, text);
        Assert.True((await Store.CommitAsync([change])).Committed);
        return change.Revision;
    }

    protected static string Text(StoredRecord? record) => Encoding.UTF8.GetString(record!.Body.Span);

    private async Task<string> RangeAsync(RecordKey from, RecordKey to, int limit, bool reverse = false) =>
        string.Join(' ', (await Store.RangeAsync(from, to, limit, reverse)).Select(Text));
}
