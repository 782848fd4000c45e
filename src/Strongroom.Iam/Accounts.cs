using Strongroom.Cryptography;
using Strongroom.Storage;

namespace Strongroom.Iam;

/// <summary>Makes and lists accounts: done by whoever runs the machine, not over the AWS API.</summary>
public sealed class Accounts(Records records, IPurposeKeys credentialKeys, TimeProvider time)
{
    private static readonly RecordKey All = Account.Records.Key();

    /// <summary>Makes an account and its first root access key.</summary>
    /// <param name="name">What its people call it.</param>
    /// <param name="accountId">12 digits; random where none are given.</param>
    /// <param name="cancellation">Stops before anything is written.</param>
    /// <exception cref="ArgumentException">The id has not 12 digits, or is taken.</exception>
    public async ValueTask<NewAccount> CreateAsync(string name, string? accountId = null, CancellationToken cancellation = default)
    {
        var id = accountId ?? Account.NewId();
        if (!Account.IsAccountId(id)) throw new ArgumentException($"An account id has 12 digits: '{id}' has not.", nameof(accountId));

        var now = time.GetUtcNow();
        var key = AccessKey.Create(credentialKeys, id, userName: null, now, out var secret);
        var changes = new StagedChanges();
        changes.Create(Account.Records, Account.RecordKeyOf(id), new() { AccountId = id, Name = name, CreationDate = now });
        changes.Create(AccessKey.Records, AccessKey.RecordKeyOf(key.AccessKeyId), key);
        var result = await records.CommitAsync(changes, cancellation);
        if (result.Committed) return new(id, key.AccessKeyId, secret);
        secret.Dispose();
        throw new ArgumentException($"There is an account {id} already.", nameof(accountId));
    }

    /// <summary>The accounts, by id.</summary>
    public async ValueTask<IReadOnlyList<Account>> ListAsync(CancellationToken cancellation = default)
    {
        var found = new List<Account>();
        var from = All;
        while (true)
        {
            var page = await records.RangeAsync(Account.Records, from, All.EndOfChildren, 1000, cancellation: cancellation);
            found.AddRange(page.Select(static stored => stored.Value));
            if (page.Count < 1000) return found;
            from = page[^1].Key.Then(0);
        }
    }
}

/// <summary>A new account's root credentials. The secret is not kept anywhere in the clear: whoever gets this writes it down, or loses it.</summary>
public sealed record NewAccount(string AccountId, string AccessKeyId, KeyMaterial SecretAccessKey) : IDisposable
{
    /// <inheritdoc/>
    public void Dispose() => SecretAccessKey.Dispose();
}
