using Strongroom.Access;
using Strongroom.Aws;
using Strongroom.Iam;

namespace Strongroom.Sts.Operations;

/// <summary>Temporary credentials of a role, for whom its trust policy allows and an OpenID Connect provider vouches for. Not signed.</summary>
/// <remarks>The token was checked before: see <see cref="WebIdentityAuthentication"/>.</remarks>
[Operation("sts.AssumeRoleWithWebIdentity", ReadOnly = true)]
public sealed class AssumeRoleWithWebIdentity(RoleStore roles, SessionMaker sessions, StsAuthorizer authorizer)
    : IOperation<AssumeRoleWithWebIdentity.Request, AssumeRoleWithWebIdentity.Response>
{
    private static readonly ActionName Action = ActionName.Of("sts:AssumeRoleWithWebIdentity"),
        TagSession = ActionName.Of("sts:TagSession"), SetSourceIdentity = ActionName.Of("sts:SetSourceIdentity");

    // The claims that later calls of the session are decided by as well.
    private static readonly string[] LastingClaims = ["sub", "aud", "amr"];

    /// <summary>What is asked.</summary>
    public sealed record Request
    {
        /// <summary>The role.</summary>
        [Required, Length(20, 2048)] public string? RoleArn { get; init; }

        /// <summary>The session's name: who uses it.</summary>
        [Required, Length(2, 64), Pattern(@"[\w+=,.@-]*")] public string? RoleSessionName { get; init; }

        /// <summary>What the provider signed: a JSON Web Token.</summary>
        [Required, Length(4, 20000), NotAudited] public string? WebIdentityToken { get; init; }

        /// <summary>For OAuth 2.0 access tokens of two providers, which are not served.</summary>
        [Length(4, 2048)] public string? ProviderId { get; init; }

        /// <summary>Managed policies that limit the session.</summary>
        public IReadOnlyList<PolicyDescriptor>? PolicyArns { get; init; }

        /// <summary>A policy that limits the session: JSON.</summary>
        [Length(1, 2048), Pattern(@"[\u0009\u000A\u000D\u0020-\u00FF]+")] public string? Policy { get; init; }

        /// <summary>How long the credentials last.</summary>
        [Range(900, 43200)] public int? DurationSeconds { get; init; }
    }

    /// <summary>The answer.</summary>
    public sealed record Response(
        TemporaryCredentials Credentials, string SubjectFromWebIdentityToken, AssumedRoleUser AssumedRoleUser, int? PackedPolicySize,
        string Provider, string Audience, string? SourceIdentity);

    /// <inheritdoc/>
    public async ValueTask<Response> InvokeAsync(Request request, Call call, CancellationToken cancellation)
    {
        if (call.Caller is not { Type: CallerType.WebIdentityUser, WebIdentity: { } identity })
            throw StsFaults.NotForWebIdentity(Action.ToString()!);
        if (request.ProviderId is not null) throw StsFaults.Invalid("ProviderId is only for OAuth 2.0 access tokens.");
        var role = await roles.FindAsync(request.RoleArn!, cancellation);
        var tags = IamTags.Parse([.. identity.SessionTags.Select(static tag => new TagMember { Key = tag.Key, Value = tag.Value })]);
        await DemandAsync(request, call, identity, role, tags, cancellation);

        var content = await sessions.LimitedAsync(
            new()
            {
                AccessKeyId = SessionTokens.NewAccessKeyId(),
                Type = CallerType.AssumedRole,
                Account = role!.Account,
                EntityName = role.Name,
                EntityId = role.Id,
                SessionName = request.RoleSessionName,
                IssuedAt = call.Second(),
                Expires = call.Second().AddSeconds(RoleSessions.DurationOf(request.DurationSeconds, role)),
                Tags = tags,
                TransitiveTagKeys = identity.TransitiveTagKeys,
                SourceIdentity = identity.SourceIdentity,
                Provider = call.Caller.FederatedProvider,
                Claims = identity.Claims.Where(static c => LastingClaims.Contains(c.Key, StringComparer.OrdinalIgnoreCase)).ToDictionary(),
            },
            request.Policy, request.PolicyArns, cancellation);
        return new(sessions.Make(content), identity.First("sub")!, RoleSessions.UserOf(role, request.RoleSessionName!),
            SessionMaker.PackedSizeOf(content), call.Caller.FederatedProvider!, identity.First("aud")!, content.SourceIdentity);
    }

    private async ValueTask DemandAsync(
        Request request, Call call, WebIdentity identity, Role? role, IReadOnlyList<IamTag> tags, CancellationToken cancellation)
    {
        var keys = new IamKeys
        {
            RoleSessionName = request.RoleSessionName,
            SourceIdentity = identity.SourceIdentity,
            DurationSeconds = request.DurationSeconds,
            RequestTags = tags.Count == 0 ? null : tags,
            TransitiveTagKeys = identity.TransitiveTagKeys,
            ResourceTags = role?.Tags,
        };
        await authorizer.DemandTrustAsync(call, Action, request.RoleArn!, role, keys, cancellation);
        if (tags.Count > 0) await authorizer.DemandTrustAsync(call, TagSession, request.RoleArn!, role, keys, cancellation);
        if (identity.SourceIdentity is not null)
            await authorizer.DemandTrustAsync(call, SetSourceIdentity, request.RoleArn!, role, keys, cancellation);
    }
}
