using System.Collections.Concurrent;
using Strongroom.Access;
using Strongroom.Aws;
using Strongroom.Cryptography;
using Strongroom.Storage;

namespace Strongroom.Iam;

/// <summary>
/// Finds who signs: access keys as the store has them, and sessions as their tokens say; both only while their holder
/// exists.
/// </summary>
/// <param name="records">The store.</param>
/// <param name="keys">The keys of the purpose "credentials".</param>
/// <param name="sessions">Opens session tokens.</param>
public sealed class AccessKeyStore(Records records, IPurposeKeys keys, SessionTokens sessions) : ICredentials
{
    private const int MostKept = 20_000;

    private readonly Credential decoy = StoredCredential.Decoy(keys);

    // By access key id, or by session token. Only what was found is kept, so strangers fill nothing.
    private readonly ConcurrentDictionary<string, Watched<Credential>> kept = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public Credential Decoy => decoy;

    /// <inheritdoc/>
    public ValueTask<Credential?> FindAsync(string accessKeyId, string? sessionToken, CancellationToken cancellation)
    {
        if (!kept.TryGetValue(sessionToken ?? accessKeyId, out var known)) return ReadAsync(accessKeyId, sessionToken, cancellation);
        var current = known.IsCurrentAsync(records, cancellation);
        if (!current.IsCompletedSuccessfully) return CheckAsync(current, known, accessKeyId, sessionToken, cancellation);
        return current.Result ? new(Matching(known.Value, accessKeyId)) : ReadAsync(accessKeyId, sessionToken, cancellation);
    }

    private async ValueTask<Credential?> CheckAsync(
        ValueTask<bool> current, Watched<Credential> known, string accessKeyId, string? sessionToken, CancellationToken cancellation) =>
        await current ? Matching(known.Value, accessKeyId) : await ReadAsync(accessKeyId, sessionToken, cancellation);

    private static Credential? Matching(Credential credential, string accessKeyId) => credential.Caller.AccessKeyId == accessKeyId
        ? credential : null;

    private async ValueTask<Credential?> ReadAsync(string accessKeyId, string? sessionToken, CancellationToken cancellation)
    {
        if (accessKeyId.Length is < 16 or > 128) return null;
        var watch = new RecordWatch(records);
        var found = sessionToken is null ? await ReadKeyAsync(accessKeyId, watch, cancellation)
            : await ReadSessionAsync(accessKeyId, sessionToken, watch, cancellation);
        var name = sessionToken ?? accessKeyId;
        if (found is null)
        {
            kept.TryRemove(name, out _);
            return null;
        }

        if (kept.Count >= MostKept) kept.Clear();
        kept[name] = watch.Watch(found);
        return found;
    }

    private async ValueTask<Credential?> ReadKeyAsync(string accessKeyId, RecordWatch watch, CancellationToken cancellation)
    {
        var key = await watch.FindAsync(AccessKey.Records, AccessKey.RecordKeyOf(accessKeyId), cancellation);
        if (key is not { Value.Active: true }) return null;
        if (key.Value.UserName is not { } name)
            return new StoredCredential(Caller.Root(key.Value.Account, accessKeyId), key.Revision, key.Value, keys);
        var user = (await watch.FindAsync(User.Records, User.RecordKeyOf(key.Value.Account, name), cancellation))?.Value;
        return user?.AccessKeys.Contains(accessKeyId) == true
            ? new StoredCredential(CallerOf(user, accessKeyId), key.Revision, key.Value, keys) : null;
    }

    private async ValueTask<Credential?> ReadSessionAsync(string accessKeyId, string token, RecordWatch watch,
        CancellationToken cancellation)
    {
        if (sessions.Open(token) is not { } content || content.AccessKeyId != accessKeyId) return null;
        return await CallerOfAsync(content, watch, cancellation) is { } caller
            ? new SessionCredential(caller, content.IssuedAt.UtcTicks, token, sessions) { Expires = content.Expires } : null;
    }

    private static Caller CallerOf(User user, string accessKeyId) => new()
    {
        Account = user.Account,
        Arn = user.Arn,
        Type = CallerType.IamUser,
        UserId = user.Id,
        UserName = user.Name,
        AccessKeyId = accessKeyId,
    };

    private static async ValueTask<Caller?> CallerOfAsync(SessionContent content, RecordWatch watch, CancellationToken cancellation)
    {
        var session = await SessionOfAsync(content, watch, cancellation);
        switch (content.Type)
        {
            case CallerType.Root:
                return Caller.Root(content.Account, content.AccessKeyId) with { Session = session };
            case CallerType.AssumedRole:
                var role = (await watch.FindAsync(Role.Records, Role.RecordKeyOf(content.Account, content.EntityName!),
                    cancellation))?.Value;
                if (role is null || role.Id != content.EntityId) return null;
                return new()
                {
                    Account = role.Account,
                    Arn = $"arn:aws:sts::{role.Account}:assumed-role/{role.Name}/{content.SessionName}",
                    Type = CallerType.AssumedRole,
                    UserId = $"{role.Id}:{content.SessionName}",
                    RoleArn = role.Arn,
                    AccessKeyId = content.AccessKeyId,
                    FederatedProvider = content.Provider,
                    WebIdentity = WebIdentityOf(content),
                    Session = session,
                };
            default:
                return await CallerOfUserAsync(content, session, watch, cancellation);
        }
    }

    private static async ValueTask<Caller?> CallerOfUserAsync(SessionContent content, CallerSession session, RecordWatch watch,
        CancellationToken cancellation)
    {
        User? user = null;
        if (content.EntityName is { } name)
        {
            user = (await watch.FindAsync(User.Records, User.RecordKeyOf(content.Account, name), cancellation))?.Value;
            if (user is null || user.Id != content.EntityId) return null;
        }

        if (content.Type == CallerType.IamUser) return user is null ? null : CallerOf(user, content.AccessKeyId) with { Session = session };
        return new()
        {
            Account = content.Account,
            Arn = $"arn:aws:sts::{content.Account}:federated-user/{content.SessionName}",
            Type = CallerType.FederatedUser,
            UserId = $"{content.Account}:{content.SessionName}",
            FederatedBy = user?.Arn,
            FederatedById = user?.Id,
            AccessKeyId = content.AccessKeyId,
            Session = session,
        };
    }

    private static WebIdentity? WebIdentityOf(SessionContent content) => content is { Provider: { } provider, Claims: { } claims }
        ? new(provider[(provider.IndexOf('/', StringComparison.Ordinal) + 1)..], claims) : null;

    private static async ValueTask<CallerSession> SessionOfAsync(SessionContent content, RecordWatch watch, CancellationToken cancellation)
    {
        List<Policy>? policies = content.IsLimited ? [] : null;
        if (content.Policy is { } text) policies?.Add(Policy.Parse(PolicyKind.Session, text, "the session's policy"));
        foreach (var arn in content.PolicyArns) policies?.Add(await watch.FindPolicyAsync(content.Account, arn, cancellation));
        return new()
        {
            IssuedAt = content.IssuedAt,
            MfaAt = content.MfaAt,
            Policies = policies,
            Tags = new([.. content.Tags.Select(t => KeyValuePair.Create(t.Key, t.Value))]),
            TransitiveTagKeys = content.TransitiveTagKeys,
            SourceIdentity = content.SourceIdentity,
        };
    }
}

/// <summary>A stored access key as the front door uses it.</summary>
internal sealed record StoredCredential(Caller Caller, long Revision, AccessKey Key, IPurposeKeys Keys) : Credential(Caller, Revision)
{
    public override KeyMaterial OpenSecretKey() => Key.OpenSecret(Keys);

    public static StoredCredential Decoy(IPurposeKeys keys)
    {
        var key = AccessKey.Create(keys, "000000000000", null, DateTimeOffset.UnixEpoch, out var secret);
        secret.Dispose();
        return new(Caller.Root(key.Account, key.AccessKeyId), 0, key, keys);
    }
}

/// <summary>Temporary credentials as the front door uses them.</summary>
internal sealed record SessionCredential(Caller Caller, long Revision, string Token, SessionTokens Sessions) : Credential(Caller, Revision)
{
    public override KeyMaterial OpenSecretKey() => Sessions.OpenSecret(Token);
}
