using Strongroom.Access;
using Strongroom.Aws;
using Strongroom.Cryptography;
using Strongroom.Storage;

namespace Strongroom.Iam;

/// <summary>An access key as lists show it.</summary>
public sealed record AccessKeyDetails(string? UserName, string AccessKeyId, Wire<AccessKeyStatus> Status, DateTimeOffset CreateDate);

/// <summary>A new access key: the only time that its secret is told.</summary>
public sealed record NewAccessKey(
    string UserName, string AccessKeyId, Wire<AccessKeyStatus> Status, [property: SecretText] KeyMaterial SecretAccessKey,
        DateTimeOffset CreateDate);

/// <summary>The access keys of an account's root, which has no record of its own to list them in.</summary>
public sealed record RootAccessKeys(IReadOnlyList<string> Ids)
{
    /// <summary>The stored kind: key (account).</summary>
    public static RecordType<RootAccessKeys> Records { get; } = new("iam-root-keys",
        new JsonRecordCodec<RootAccessKeys>())
    { RosterBuckets = 16 };
}

/// <summary>Makes, lists, switches and deletes access keys: of a user, or of the account's root.</summary>
/// <param name="store">Finds users.</param>
/// <param name="keys">The keys of the purpose "credentials".</param>
public sealed class AccessKeys(IamStore store, IPurposeKeys keys)
{
    private static readonly ActionName Create = ActionName.Of("iam:CreateAccessKey"), List = ActionName.Of("iam:ListAccessKeys"),
        Update = ActionName.Of("iam:UpdateAccessKey"), Delete = ActionName.Of("iam:DeleteAccessKey");

    /// <summary>Makes an access key.</summary>
    /// <exception cref="FaultException">NoSuchEntity, LimitExceeded.</exception>
    public async ValueTask<NewAccessKey> CreateAsync(Call call, string? userName, CancellationToken cancellation)
    {
        var owner = await OwnerAsync(call, userName, Create, cancellation);
        if (owner.Ids.Count >= User.MaxAccessKeys) throw IamFaults.QuotaExceeded("AccessKeysPerUser", User.MaxAccessKeys);
        var key = AccessKey.Create(keys, call.Account, owner.User?.Value.Name, call.Second(), out var secret);
        call.Changes.Create(AccessKey.Records, AccessKey.RecordKeyOf(key.AccessKeyId), key);
        Stage(call, owner, [.. owner.Ids, key.AccessKeyId]);
        return new(owner.Name, key.AccessKeyId, AccessKeyStatus.Active, secret, key.CreateDate);
    }

    /// <summary>The access keys, and whose they are.</summary>
    /// <exception cref="FaultException">NoSuchEntity.</exception>
    public async ValueTask<(string Owner, IReadOnlyList<AccessKeyDetails> Keys)> ListAsync(Call call, string? userName,
        CancellationToken cancellation)
    {
        var owner = await OwnerAsync(call, userName, List, cancellation);
        var found = new List<AccessKeyDetails>();
        foreach (var id in owner.Ids)
            if (await FindAsync(id, cancellation) is { } key)
                found.Add(new(owner.User?.Value.Name, id, key.Value.Active ? AccessKeyStatus.Active : AccessKeyStatus.Inactive,
                    key.Value.CreateDate));
        return (owner.Name, found);
    }

    /// <summary>Makes an access key active or inactive.</summary>
    /// <exception cref="FaultException">NoSuchEntity.</exception>
    public async ValueTask UpdateAsync(Call call, string? userName, string id, bool active, CancellationToken cancellation)
    {
        var owner = await OwnerAsync(call, userName, Update, cancellation);
        var key = await GetAsync(owner, id, cancellation);
        call.Changes.Replace(AccessKey.Records, key, key.Value with { Active = active });
    }

    /// <summary>Deletes an access key.</summary>
    /// <exception cref="FaultException">NoSuchEntity.</exception>
    public async ValueTask DeleteAsync(Call call, string? userName, string id, CancellationToken cancellation)
    {
        var owner = await OwnerAsync(call, userName, Delete, cancellation);
        call.Changes.Delete(AccessKey.Records, await GetAsync(owner, id, cancellation));
        Stage(call, owner, [.. owner.Ids.Where(other => other != id)]);
    }

    /// <summary>An access key of the caller's account.</summary>
    /// <exception cref="FaultException">AccessDenied, NoSuchEntity.</exception>
    public async ValueTask<AccessKey> FindOwnAsync(Call call, string id, ActionName action, CancellationToken cancellation)
    {
        var key = (await FindAsync(id, cancellation))?.Value;
        if (key?.Account != call.Account) key = null;
        var resource = key?.UserName is { } name ? EntityKinds.Users.ArnOf(call.Account, name) : "*";
        await store.DemandAsync(call, action, resource, cancellation);
        return key ?? throw IamFaults.NoSuchAccessKey(id);
    }

    private async ValueTask<Owner> OwnerAsync(Call call, string? userName, ActionName action, CancellationToken cancellation)
    {
        if ((userName ?? call.Caller.UserName) is { } name)
        {
            var user = await store.GetAsync(call, EntityKinds.Users, name, action, cancellation);
            return new(user.Value.Name, user.Value.AccessKeys, user, null);
        }

        await store.DemandAsync(call, action, $"arn:aws:iam::{call.Account}:root", cancellation);
        if (call.Caller is not { Type: CallerType.Root, AccessKeyId: { } signing }) throw IamFaults.MustNameUser();
        var root = await store.Records.FindAsync(RootAccessKeys.Records, RootAccessKeys.Records.Key(call.Account), cancellation);
        return new("root", root?.Value.Ids ?? [signing], null, root);
    }

    private static void Stage(Call call, Owner owner, IReadOnlyList<string> ids)
    {
        if (owner.User is { } user) call.Changes.Replace(User.Records, user, user.Value with { AccessKeys = ids });
        else if (owner.Root is { } root) call.Changes.Replace(RootAccessKeys.Records, root, new(ids));
        else call.Changes.Create(RootAccessKeys.Records, RootAccessKeys.Records.Key(call.Account), new(ids));
    }

    private async ValueTask<Stored<AccessKey>> GetAsync(Owner owner, string id, CancellationToken cancellation) =>
        (owner.Ids.Contains(id) ? await FindAsync(id, cancellation) : null) ?? throw IamFaults.NoSuchAccessKey(id);

    private ValueTask<Stored<AccessKey>?> FindAsync(string id, CancellationToken cancellation) =>
        store.Records.FindAsync(AccessKey.Records, AccessKey.RecordKeyOf(id), cancellation);

    private sealed record Owner(string Name, IReadOnlyList<string> Ids, Stored<User>? User, Stored<RootAccessKeys>? Root);
}
