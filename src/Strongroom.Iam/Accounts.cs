using Strongroom.Access;
using Strongroom.Audit;
using Strongroom.Cryptography;
using Strongroom.Storage;

namespace Strongroom.Iam;

/// <summary>Makes and lists accounts: done by whoever runs the machine, not over the AWS API.</summary>
/// <param name="records">The store.</param>
/// <param name="trail">Where the making of an account is recorded.</param>
/// <param name="credentialKeys">The keys of the purpose "credentials".</param>
/// <param name="time">The clock.</param>
public sealed class Accounts(Records records, AuditTrail trail, IPurposeKeys credentialKeys, TimeProvider time)
{
    private static readonly RecordKey All = Account.Records.Key();

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
        var result = await trail.CommitAsync(changes, [RecordOf(draft)], cancellation);
        if (!result.Committed) throw new AccountException($"There is an account {draft.AccountId} already.");
    }

    /// <summary>The accounts, by id.</summary>
    public async ValueTask<IReadOnlyList<Account>> ListAsync(CancellationToken cancellation = default)
    {
        const int PageSize = 1000;
        var found = new List<Account>();
        var from = All;
        while (true)
        {
            var page = await records.RangeAsync(Account.Records, from, All.EndOfChildren, PageSize, cancellation: cancellation);
            found.AddRange(page.Select(static stored => stored.Value));
            if (page.Count < PageSize) return found;
            from = page[^1].Key.Then(0);
        }
    }

    private static AuditRecord RecordOf(NewAccount draft) => new()
    {
        EventId = Guid.NewGuid(),
        EventTime = draft.Account.CreationDate,
        EventSource = "organizations.amazonaws.com",
        EventName = "CreateAccount",
        EventType = "AwsServiceEvent",
        Caller = Console,
        Region = "us-east-1",
        SourceAddress = Console.ServiceName,
        UserAgent = Console.ServiceName,
        RecipientAccount = draft.AccountId,
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

/// <summary>A new account's root credentials. The secret is kept sealed only: whoever gets this writes it down, or loses it.</summary>
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
