namespace Strongroom.Storage.Tests;

/// <summary>Everything that somebody with write access to the store can do to single records, and that must not go unseen.</summary>
public abstract class TamperContract : RecordsContract
{
    private static readonly RecordKey A = Notes.Key("scope", "a");

    [Theory]
    [InlineData("note")]
    [InlineData("loose")]
    [InlineData("roster")]
    [InlineData("roster-index")]
    [InlineData("roster-scope")]
    public async Task A_record_with_any_bit_flipped_is_refused_by_name(string table)
    {
        await WriteAllAsync();
        var row = (await RowsAsync(table))[0];
        for (var i = 0; i < row.Body.Length; i++)
        {
            var body = row.Body.ToArray();
            body[i] ^= (byte)(1 << (i % 8));
            await PutBackAsync(row with { Body = body });
            await RefusesAsync(row.Key);
        }

        for (var length = 0; length < row.Body.Length; length += 13)
        {
            await PutBackAsync(row with { Body = row.Body[..length] });
            await RefusesAsync(row.Key);
        }

        await PutBackAsync(row with { Body = (byte[])[.. row.Body.Span, 0] });
        await RefusesAsync(row.Key);
        await PutBackAsync(row with { Revision = Store.NextRevision() });
        await RefusesAsync(row.Key);
        await PutBackAsync(row);
        Assert.Empty(await RefusedAsync());
    }

    [Fact]
    public async Task Two_records_that_were_swapped_are_refused()
    {
        await WriteAllAsync();
        for (var i = 0; i < 12; i++) await CommitAsync(changes => changes.Create(Notes, Notes.Key("more").Then(i), new("more")));
        foreach (var table in new[] { Notes.Key(), Loose.Key(), RecordKey.Of("roster", "note") })
        {
            var rows = await Store.RangeAsync(table, table.EndOfChildren, 100);
            var (one, two) = (rows[0], rows[^1]);
            Assert.NotEqual(one.Key, two.Key);
            await PutBackAsync(one with { Body = two.Body, Revision = two.Revision });
            await PutBackAsync(two with { Body = one.Body, Revision = one.Revision });
            await RefusesAsync(one.Key);
            await RefusesAsync(two.Key);
            await PutBackAsync(one);
            await PutBackAsync(two);
        }

        Assert.Empty(await RefusedAsync());
    }

    [Fact]
    public async Task A_record_put_back_from_an_earlier_time_is_refused()
    {
        await WriteAllAsync();
        var old = (await Store.GetAsync(A))!;
        await ReplaceAsync(A, "newer");
        await PutBackAsync(old);
        Assert.Contains("earlier time", (await RefusesAsync(A)).Message);
    }

    [Fact]
    public async Task A_roster_put_back_from_an_earlier_time_refuses_what_changed_since()
    {
        await WriteAllAsync();
        var before = (await RowsAsync("roster")).ToDictionary(row => row.Key);
        await ReplaceAsync(A, "newer");
        foreach (var row in await RowsAsync("roster"))
            if (row.Revision != before[row.Key].Revision) await PutBackAsync(before[row.Key]);
        await RefusesAsync(A);
    }

    [Fact]
    public async Task A_removed_record_leaves_its_roster_incomplete()
    {
        await WriteAllAsync();
        foreach (var key in new[] { A, Attached.Key("one", "a") })
        {
            var type = key == A ? Notes : Attached;
            var row = (await Store.GetAsync(key))!;
            await RemoveAsync(key);
            var refusal = await Assert.ThrowsAsync<DamagedRecordException>(async () => await Fresh().FindAsync(type, key));
            Assert.Contains("is incomplete", refusal.Message);
            Assert.Contains(key.ToString(), refusal.Message);

            // Whoever would create it anew learns it too.
            var changes = new StagedChanges();
            changes.Create(type, key, new("again"));
            foreach (var node in new[] { Records, Fresh() })
                await Assert.ThrowsAsync<DamagedRecordException>(async () => await node.CommitAsync(changes));
            await PutBackAsync(row);
        }

        Assert.Empty(await RefusedAsync());
    }

    [Fact]
    public async Task A_range_over_a_scope_of_one_roster_refuses_when_anything_in_it_is_missing()
    {
        await WriteAllAsync();
        var scope = Attached.Key("one");
        await RemoveAsync(scope.Then("b"));
        foreach (var reader in new[] { Records, Fresh() })
        {
            foreach (var reverse in new[] { false, true })
            {
                await Assert.ThrowsAsync<DamagedRecordException>(async () =>
                    await reader.RangeAsync(Attached, scope, scope.EndOfChildren, 100, reverse));
                await Assert.ThrowsAsync<DamagedRecordException>(async () =>
                    await reader.RangeAsync(Attached, scope, scope.EndOfChildren, reverse ? 3 : 2, reverse));
            }

            // Outside of what is missing all is well.
            Assert.Equal(["a"], (await reader.RangeAsync(Attached, scope, scope.EndOfChildren, 1)).Select(note => note.Value.Text));
            Assert.Equal(["c", "d"],
                (await reader.RangeAsync(Attached, scope.Then("c"), scope.EndOfChildren, 9)).Select(note => note.Value.Text));
            Assert.Equal(["d", "c"],
                (await reader.RangeAsync(Attached, scope, scope.EndOfChildren, 2, reverse: true)).Select(note => note.Value.Text).Take(2));
        }
    }

    [Fact]
    public async Task A_deleted_record_put_back_is_refused_also_beside_a_new_one_of_its_name()
    {
        await WriteAllAsync();
        var old = (await Store.GetAsync(A))!;
        await DeleteAsync(A);
        await PutBackAsync(old);
        Assert.Contains("is on no roster", (await RefusesAsync(A)).Message);
        await RemoveAsync(A);
        Assert.Empty(await RefusedAsync());

        await CommitAsync(changes => changes.Create(Notes, A, new("its successor")));
        await PutBackAsync(old);
        await RefusesAsync(A);
    }

    [Fact]
    public async Task A_record_that_only_a_stranger_wrote_is_refused()
    {
        await WriteAllAsync();
        var row = (await Store.GetAsync(A))!;
        await PutBackAsync(row with { Key = Notes.Key("scope", "forged") });
        await RefusesAsync(Notes.Key("scope", "forged"));
    }

    [Fact]
    public async Task A_roster_or_index_that_was_removed_or_put_back_is_noticed_though_its_records_are_gone_too()
    {
        await CommitAsync(changes => changes.Create(Notes, A, new("deny")));
        var written = await RowsAsync("note", "roster", "roster-index");

        // The record and its roster, then the index as well but not the roster.
        foreach (var hidden in new[] { new[] { "note", "roster" }, ["note", "roster-index"], ["roster"], ["roster-index"] })
        {
            foreach (var row in await RowsAsync(hidden)) await RemoveAsync(row.Key);
            await Assert.ThrowsAsync<DamagedRecordException>(async () => await Fresh().FindAsync(Notes, A));
            foreach (var row in written) await PutBackAsync(row);
        }

        // An emptied roster that comes back with what it listed.
        await CommitAsync(changes => changes.Create(Notes, Notes.Key("other"), new("keeps the index")));
        await DeleteAsync(A);
        foreach (var row in written.Where(row => !RosterScope.TypeIndexes.Owns(row.Key)))
            if (await Store.GetAsync(row.Key) is null) await PutBackAsync(row);
        await Assert.ThrowsAsync<DamagedRecordException>(async () => await Fresh().FindAsync(Notes, A));
    }

    [Fact]
    public async Task A_scope_that_was_removed_whole_is_noticed()
    {
        await WriteAllAsync();
        var scope = Attached.Key("one");
        foreach (var row in await Store.RangeAsync(scope, scope.EndOfChildren, 100)) await RemoveAsync(row.Key);
        foreach (var row in await Store.RangeAsync(RecordKey.Of("roster", "attached", "one"),
            RecordKey.Of("roster", "attached", "one").EndOfChildren, 10))
            await RemoveAsync(row.Key);
        await RemoveAsync(RecordKey.Of("roster-scope", "attached", "one"));
        await Assert.ThrowsAsync<DamagedRecordException>(async () => await Fresh().FindAsync(Attached, scope.Then("a")));
        await Assert.ThrowsAsync<DamagedRecordException>(async () => await Fresh().RangeAsync(Attached, scope, scope.EndOfChildren, 10));
        Assert.Single(await Fresh().RangeAsync(Attached, Attached.Key("two"), Attached.Key("two").EndOfChildren, 10));
    }

    [Fact]
    public async Task Another_purposes_key_opens_nothing()
    {
        await WriteAllAsync();
        var stranger = new Records(Store, new OtherKeys());
        await Assert.ThrowsAsync<DamagedRecordException>(async () => await stranger.FindAsync(Loose, Loose.Key("scope", "a")));
        await Assert.ThrowsAsync<DamagedRecordException>(async () => await stranger.FindAsync(Notes, A));
    }

    [Fact]
    public async Task Records_that_nothing_is_decided_by_may_go_missing_but_never_change()
    {
        await WriteAllAsync();
        await RemoveAsync(Loose.Key("scope", "a"));
        Assert.Null(await Fresh().FindAsync(Loose, Loose.Key("scope", "a")));
    }

    [Fact]
    public async Task Verifying_names_everything_that_was_done_to_the_store_and_nothing_else()
    {
        Assert.Empty(await VerifyAsync());
        await WriteAllAsync();
        Assert.Empty(await VerifyAsync());
        var rows = await RowsAsync("note", "loose", "attached", "roster", "roster-index", "roster-scope");
        var noticed = 0;
        foreach (var row in rows)
        {
            var body = row.Body.ToArray();
            body[^1] ^= 1;
            await PutBackAsync(row with { Body = body });
            Assert.Contains(row.Key, (await VerifyAsync()).Select(damage => damage.Key));
            await RemoveAsync(row.Key);
            if ((await VerifyAsync()).Exists(damage => damage.Message.Contains(row.Key.ToString(), StringComparison.Ordinal))) noticed++;
            await PutBackAsync(row);
            await PutBackAsync(row with { Key = row.Key.Then("forged") });
            Assert.Contains(row.Key.Then("forged"), (await VerifyAsync()).Select(damage => damage.Key));
            await RemoveAsync(row.Key.Then("forged"));
        }

        // Only the records that are not guarded can go without a trace.
        Assert.Equal(rows.Count - 4, noticed);
        await PutBackAsync(rows[0] with { Key = RecordKey.Of("stranger", "a") });
        Assert.Equal(RecordKey.Of("stranger", "a"), Assert.Single(await VerifyAsync()).Key);
        await RemoveAsync(RecordKey.Of("stranger", "a"));
        Assert.Empty(await VerifyAsync());
    }

    [Fact]
    public async Task Verifying_beside_commits_finds_nothing()
    {
        await WriteAllAsync();
        using var done = new CancellationTokenSource();
        var committing = Task.Run(async () =>
        {
            for (var i = 0; !done.IsCancellationRequested; i++)
            {
                foreach (var type in new[] { Notes, Attached })
                {
                    var key = type.Key($"{i % 5}", $"{i % 3}");
                    var found = await Records.FindAsync(type, key);
                    await CommitAsync(changes =>
                    {
                        if (found is null) changes.Create(type, key, new("x"));
                        else changes.Delete(type, found);
                    });
                }

                await Task.Delay(1);
            }
        });
        for (var i = 0; i < 20; i++) Assert.Empty(await VerifyAsync());
        await done.CancelAsync();
        await committing;
    }

    private async Task<List<DamagedRecordException>> VerifyAsync()
    {
        var damages = new List<DamagedRecordException>();
        await foreach (var damage in Fresh().VerifyAsync([Notes, Loose, Attached])) damages.Add(damage);
        return damages;
    }

    private async Task WriteAllAsync()
    {
        foreach (var name in new[] { "a", "b", "c", "d" })
        {
            await CommitAsync(changes =>
            {
                changes.Create(Notes, Notes.Key("scope", name), new(name));
                changes.Create(Loose, Loose.Key("scope", name), new(name));
                changes.Create(Attached, Attached.Key("one", name), new(name));
            });
        }

        await CommitAsync(changes => changes.Create(Attached, Attached.Key("two", "x"), new("x")));
        Assert.Empty(await RefusedAsync());
    }

    private async Task ReplaceAsync(RecordKey key, string text)
    {
        var found = (await Records.FindAsync(Notes, key))!;
        await CommitAsync(changes => changes.Replace(Notes, found, new(text)));
    }

    private async Task DeleteAsync(RecordKey key)
    {
        var found = (await Records.FindAsync(Notes, key))!;
        await CommitAsync(changes => changes.Delete(Notes, found));
    }

    private async Task<List<StoredRecord>> RowsAsync(params string[] tables)
    {
        var rows = new List<StoredRecord>();
        foreach (var table in tables) rows.AddRange(await Store.RangeAsync(RecordKey.Of(table), RecordKey.Of(table).EndOfChildren, 1000));
        return rows;
    }

    private async Task PutBackAsync(StoredRecord row) =>
        Assert.True((await Store.CommitAsync([RecordChange.Put(row.Key, RecordChange.AnyRevision, row.Revision, row.Body)])).Committed);

    private async Task RemoveAsync(RecordKey key) =>
        Assert.True((await Store.CommitAsync([RecordChange.Delete(key, RecordChange.AnyRevision)])).Committed);

    private async Task<DamagedRecordException> RefusesAsync(RecordKey key)
    {
        var refused = await RefusedAsync();
        Assert.Contains(key, refused.Select(refusal => refusal.Key));
        return refused.First(refusal => refusal.Key == key);
    }

    /// <summary>Reads every record in every way, as after a restart.</summary>
    private async Task<List<DamagedRecordException>> RefusedAsync()
    {
        var refused = new List<DamagedRecordException>();
        foreach (var type in new[] { Notes, Loose, Attached })
        {
            var reader = Fresh();
            var inRange = await TryAsync(async () => await reader.RangeAsync(type, type.Key(), type.Key().EndOfChildren, 1000));
            var single = false;
            foreach (var row in await RowsAsync(type.Name))
            {
                single |= await TryAsync(async () => await reader.FindAsync(type, row.Key));
                await TryAsync(async () => await reader.ReadAsync(type, row.Key));
            }

            Assert.Equal(single, inRange);
        }

        return refused;

        async Task<bool> TryAsync(Func<Task> read)
        {
            try
            {
                await read();
                return false;
            }
            catch (DamagedRecordException refusal)
            {
                refused.Add(refusal);
                return true;
            }
        }
    }

    private sealed class OtherKeys : Cryptography.IPurposeKeys
    {
        private readonly Cryptography.KeyMaterial key = Cryptography.KeyMaterial.Random(32);

        public byte Current => 1;

        public Cryptography.KeyMaterial? Find(byte name) => key;
    }
}
