using Strongroom.Aws;
using Strongroom.Iam;

namespace Strongroom.Sts;

/// <summary>Makes temporary credentials, and checks what limits them.</summary>
public sealed class SessionMaker(SessionTokens tokens, IamStore store)
{
    private const int MostPolicyArns = 10, MostTags = 50;

    /// <summary>The credentials of a session. Nothing of them is stored.</summary>
    public TemporaryCredentials Make(SessionContent content)
    {
        var secret = AccessKey.NewSecret();
        return new(content.AccessKeyId, secret, tokens.Seal(content, secret), content.Expires);
    }

    /// <summary>What a session's policies say, once they are policies.</summary>
    /// <exception cref="FaultException">MalformedPolicyDocument, PackedPolicyTooLarge, ValidationError.</exception>
    public async ValueTask<SessionContent> LimitedAsync(
        SessionContent content, string? policy, IReadOnlyList<PolicyDescriptor>? arns, CancellationToken cancellation)
    {
        if (policy is null && arns is null or []) return content;
        if (policy is not null) PolicyDocuments.CheckSession(policy);
        if (arns?.Count > MostPolicyArns) throw StsFaults.Invalid($"A session can have at most {MostPolicyArns} managed policies.");
        foreach (var descriptor in arns ?? [])
            if (descriptor.Arn is null || await store.FindPolicyAsync(content.Account, descriptor.Arn, cancellation) is null)
                throw StsFaults.Invalid($"The policy {descriptor.Arn} does not exist in this account.");
        return content with { IsLimited = true, Policy = policy, PolicyArns = [.. (arns ?? []).Select(a => a.Arn!)] };
    }

    /// <summary>AWS's PackedPolicySize: how much of the room for policies and tags is taken, in percent; null where there are none.</summary>
    public static int? PackedSizeOf(SessionContent content)
    {
        const int Room = 4_096;
        if (content is { Policy: null, PolicyArns.Count: 0, Tags.Count: 0 }) return null;
        var characters = (content.Policy?.Length ?? 0) + content.PolicyArns.Sum(static arn => arn.Length)
            + content.Tags.Sum(static tag => tag.Key.Length + tag.Value.Length);
        return Math.Max(1, characters * 100 / Room);
    }

    /// <summary>The tags of a session: those passed, and those that the calling session hands on, which cannot be changed.</summary>
    /// <exception cref="FaultException">InvalidInput, ValidationError.</exception>
    public static IReadOnlyList<IamTag> TagsOf(Call call, IReadOnlyList<TagMember>? asked)
    {
        var passed = IamTags.Parse(asked);
        if (passed.Count > MostTags) throw StsFaults.Invalid($"A session can have at most {MostTags} tags.");
        if (call.Caller.Session is not { TransitiveTagKeys: { Count: > 0 } handed } session) return passed;
        foreach (var tag in passed)
            if (handed.Contains(tag.Key, StringComparer.OrdinalIgnoreCase))
                throw StsFaults.Invalid("One of the specified transitive tag keys can't be set because it conflicts with a transitive tag key from the calling session.");
        return [.. handed.Select(key => new IamTag(key, session.Tags.Find(key) ?? "")), .. passed];
    }
}
