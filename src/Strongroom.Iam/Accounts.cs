using System.Runtime.CompilerServices;
using Strongroom.Access;
using Strongroom.Audit;
using Strongroom.Cryptography;
using Strongroom.Storage;

namespace Strongroom.Iam;

/// <summary>Makes and lists accounts, and replaces lost root credentials: done by whoever runs the machine, not over the AWS API.</summary>
/// <param name="records">The store.</param>
/// <param name="trail">Where the making of an account is recorded.</param>
/// <param name="credentialKeys">The keys of the purpose "credentials".</param>
/// <param name="time">The clock.</param>
public sealed class Accounts(Records records, AuditTrail trail, IPurposeKeys credentialKeys, TimeProvider time)
{
    /// <summary>An account that is not made yet, with its first root access key.</summary>
    /// <param name="name">What its people call it.</param>
    /// <param name="accountId">12 digits; random where none are given.</param>
    /// <exception cref="AccountException">The id has not 12 digits.</exception>
    public NewAccount Draft(string name, string? accountId)
    {
        var id = accountId ?? Account.NewId();
        if (!Account.IsAccountId(id)) throw new AccountException($"An account id has 12 digits: '{id}' has not.");
        var key = AccessKey.Create(credentialKeys, id, userName: null, time.GetUtcNow(), out var secret);
        return new(new() { AccountId = id, Name = name, CreationDate = key.CreateDate }, key, secret);
    }

    /// <summary>Makes a drafted account.</summary>
    /// <exception cref="AccountException">The id is taken.</exception>
    public async ValueTask CreateAsync(NewAccount draft, CancellationToken cancellation = default)
    {
        var changes = new StagedChanges();
        changes.Create(Account.Records, Account.RecordKeyOf(draft.AccountId), draft.Account);
        changes.Create(AccessKey.Records, AccessKey.RecordKeyOf(draft.AccessKeyId), draft.AccessKey);
        var result = await trail.CommitAsync(changes, [RecordOf("organizations.amazonaws.com", "CreateAccount", draft.AccountId, draft.Account.CreationDate)], cancellation);
        if (!result.Committed) throw new AccountException($"There is an account {draft.AccountId} already.");
    }

    /// <summary>The accounts, by id.</summary>
    public async ValueTask<IReadOnlyList<Account>> ListAsync(CancellationToken cancellation = default)
    {
        var found = new List<Account>();
        await foreach (var stored in AllAsync(Account.Records, cancellation)) found.Add(stored.Value);
        return found;
    }

    /// <summary>Gives the root of an account a new access key, and takes every other one away from it: for lost root credentials.</summary>
    /// <remarks>Looks at every access key of the installation once. Sessions of the root end when they would have ended.</remarks>
    /// <exception cref="AccountException">There is no such account.</exception>
    public async ValueTask<NewAccount> ResetRootAsync(string accountId, CancellationToken cancellation = default)
    {
        var account = (await records.FindAsync(Account.Records, Account.RecordKeyOf(accountId), cancellation))?.Value
            ?? throw new AccountException($"There is no account {accountId}.");
        var changes = new StagedChanges();
        await foreach (var old in AllAsync(AccessKey.Records, cancellation))
            if (old.Value.Account == accountId && old.Value.UserName is null) changes.Delete(AccessKey.Records, old);

        var key = AccessKey.Create(credentialKeys, accountId, userName: null, time.GetUtcNow(), out var secret);
        changes.Create(AccessKey.Records, AccessKey.RecordKeyOf(key.AccessKeyId), key);
        var listKey = RootAccessKeys.Records.Key(accountId);
        var list = new RootAccessKeys([key.AccessKeyId]);
        if (await records.FindAsync(RootAccessKeys.Records, listKey, cancellation) is { } known) changes.Replace(RootAccessKeys.Records, known, list);
        else changes.Create(RootAccessKeys.Records, listKey, list);
        var result = await trail.CommitAsync(changes, [RecordOf("iam.amazonaws.com", "ResetRootCredentials", accountId, key.CreateDate)], cancellation);
        if (result.Committed) return new(account, key, secret);
        secret.Dispose();
        throw new AccountException($"The credentials of account {accountId} were changed meanwhile. Try again.");
    }

    private async IAsyncEnumerable<Stored<T>> AllAsync<T>(RecordType<T> type, [EnumeratorCancellation] CancellationToken cancellation) where T : class
    {
        const int PageSize = 1000;
        var all = type.Key();
        for (var from = all; ;)
        {
            var page = await records.RangeAsync(type, from, all.EndOfChildren, PageSize, cancellation: cancellation);
            foreach (var stored in page) yield return stored;
            if (page.Count < PageSize) yield break;
            from = page[^1].Key.Then(0);
        }
    }

    private static AuditRecord RecordOf(string source, string name, string accountId, DateTimeOffset time) => new()
    {
        EventId = Guid.NewGuid(),
        EventTime = time,
        EventSource = source,
        EventName = name,
        EventType = "AwsServiceEvent",
        Caller = Console,
        Region = "us-east-1",
        SourceAddress = Console.ServiceName,
        UserAgent = Console.ServiceName,
        RecipientAccount = accountId,
    };

    private static readonly Caller Console = new()
    {
        Account = "000000000000",
        Arn = "console.strongroom.internal",
        Type = CallerType.AwsService,
        UserId = "console",
        ServiceName = "console.strongroom.internal",
    };
}

/// <summary>An account's new root credentials. The secret is kept sealed only: whoever gets this writes it down, or loses it.</summary>
public sealed record NewAccount(Account Account, AccessKey AccessKey, KeyMaterial SecretAccessKey) : IDisposable
{
    /// <summary>The account's 12 digits.</summary>
    public string AccountId => Account.AccountId;

    /// <summary>The root access key's id.</summary>
    public string AccessKeyId => AccessKey.AccessKeyId;

    /// <inheritdoc/>
    public void Dispose() => SecretAccessKey.Dispose();
}

/// <summary>An account cannot be made; the message says why.</summary>
public sealed class AccountException(string message) : Exception(message);
