using Strongroom.Access;
using Strongroom.Aws;
using Strongroom.Iam;

namespace Strongroom.Sts.Operations;

/// <summary>Temporary credentials of a role, for whom its trust policy allows.</summary>
[Operation("sts.AssumeRole", ReadOnly = true)]
public sealed class AssumeRole(RoleStore roles, SessionMaker sessions, StsAuthorizer authorizer)
    : IOperation<AssumeRole.Request, AssumeRole.Response>
{
    private static readonly ActionName Action = ActionName.Of("sts:AssumeRole");

    private static readonly ActionName TagSession = ActionName.Of("sts:TagSession"),
        SetSourceIdentity = ActionName.Of("sts:SetSourceIdentity");

    /// <summary>What is asked.</summary>
    public sealed record Request
    {
        /// <summary>The role.</summary>
        [Required, Length(20, 2048),
            Pattern(@"[\u0009\u000A\u000D\u0020-\u007E\u0085\u00A0-\uD7FF\uE000-\uFFFD\u10000-\u10FFFF]+")]
        public string? RoleArn { get; init; }

        /// <summary>The session's name: who uses it.</summary>
        [Required, Length(2, 64)] public string? RoleSessionName { get; init; }

        /// <summary>Managed policies that limit the session.</summary>
        public IReadOnlyList<PolicyDescriptor>? PolicyArns { get; init; }

        /// <summary>A policy that limits the session: JSON.</summary>
        [Length(1, int.MaxValue), Pattern(@"[\u0009\u000A\u000D\u0020-\u00FF]+")] public string? Policy { get; init; }

        /// <summary>How long the credentials last.</summary>
        [Range(900, 43200)] public int? DurationSeconds { get; init; }

        /// <summary>The tags.</summary>
        [Length(0, 50)] public IReadOnlyList<TagMember>? Tags { get; init; }

        /// <summary>The tags that sessions made from this one have as well.</summary>
        [Length(0, 50), ElementLength(1, 128)] public IReadOnlyList<string>? TransitiveTagKeys { get; init; }

        /// <summary>What a third party was told to send.</summary>
        [Length(2, 1224), Pattern(@"[\w+=,.@:\/-]*")] public string? ExternalId { get; init; }

        /// <summary>The device that showed the second factor.</summary>
        [Length(9, 256), Pattern(@"[\w+=/:,.@-]*")] public string? SerialNumber { get; init; }

        /// <summary>The second factor.</summary>
        [Length(6, 6), Pattern(@"[\d]*")] public string? TokenCode { get; init; }

        /// <summary>Who the person behind the session is; cannot be changed later.</summary>
        [Length(2, 64)] public string? SourceIdentity { get; init; }
    }

    /// <summary>The answer.</summary>
    public sealed record Response(TemporaryCredentials Credentials, AssumedRoleUser AssumedRoleUser, int? PackedPolicySize, string? SourceIdentity);

    /// <inheritdoc/>
    public async ValueTask<Response> InvokeAsync(Request request, Call call, CancellationToken cancellation)
    {
        if (call.Caller.Type == CallerType.Root) throw StsFaults.RootMayNotAssume();
        var name = IamNames.Name(request.RoleSessionName!, "roleSessionName");
        var role = await roles.FindAsync(request.RoleArn!, cancellation);
        var tags = SessionMaker.TagsOf(call, request.Tags);
        var keys = new IamKeys
        {
            ExternalId = request.ExternalId,
            RoleSessionName = name,
            SourceIdentity = request.SourceIdentity,
            DurationSeconds = request.DurationSeconds,
            RequestTags = request.Tags is null ? null : tags,
            TransitiveTagKeys = request.TransitiveTagKeys,
            ResourceTags = role?.Tags,
        };
        await authorizer.DemandTrustAsync(call, Action, request.RoleArn!, role, keys, cancellation);
        if (request.Tags is { Count: > 0 }) await authorizer.DemandTrustAsync(call, TagSession, request.RoleArn!, role, keys, cancellation);
        if (request.SourceIdentity is not null)
            await authorizer.DemandTrustAsync(call, SetSourceIdentity, request.RoleArn!, role, keys, cancellation);
        if (request.TokenCode is not null || request.SerialNumber is not null) throw StsFaults.NoMfa();

        var content = await sessions.LimitedAsync(
            new()
            {
                AccessKeyId = SessionTokens.NewAccessKeyId(),
                Type = CallerType.AssumedRole,
                Account = role!.Account,
                EntityName = role.Name,
                EntityId = role.Id,
                SessionName = name,
                IssuedAt = call.Second(),
                Expires = call.Second().AddSeconds(DurationOf(request, call, role)),
                Tags = tags,
                SourceIdentity = call.Caller.Session?.SourceIdentity ?? request.SourceIdentity,
                TransitiveTagKeys = [.. (request.TransitiveTagKeys ?? []).Union(call.Caller.Session?.TransitiveTagKeys ?? [],
                    StringComparer.OrdinalIgnoreCase)],
            },
            request.Policy, request.PolicyArns, cancellation);
        return new(
            sessions.Make(content), RoleSessions.UserOf(role, name), SessionMaker.PackedSizeOf(content), content.SourceIdentity);
    }

    private static int DurationOf(Request request, Call call, Role role) =>
        call.Caller.Type == CallerType.AssumedRole && request.DurationSeconds > 3_600 ? throw StsFaults.TooLongForChain()
            : RoleSessions.DurationOf(request.DurationSeconds, role);
}
