using Strongroom.Access;
using Strongroom.Aws;
using Strongroom.Iam;

namespace Strongroom.Sts.Operations;

/// <summary>
/// Temporary credentials for somebody whom the caller vouches for, with no more than the caller and the passed policies both
/// allow.
/// </summary>
[Operation("sts.GetFederationToken", ReadOnly = true)]
public sealed class GetFederationToken(SessionMaker sessions, StsAuthorizer authorizer)
    : IOperation<GetFederationToken.Request, GetFederationToken.Response>
{
    private static readonly ActionName Action = ActionName.Of("sts:GetFederationToken");

    /// <summary>What is asked.</summary>
    public sealed record Request
    {
        /// <summary>The federated user's name.</summary>
        [Required, Length(2, 32)] public string? Name { get; init; }

        /// <summary>A policy that limits the session: JSON.</summary>
        [Length(1, 2048), Pattern(@"[\u0009\u000A\u000D\u0020-\u00FF]+")] public string? Policy { get; init; }

        /// <summary>Managed policies that limit the session.</summary>
        public IReadOnlyList<PolicyDescriptor>? PolicyArns { get; init; }

        /// <summary>How long the credentials last.</summary>
        [Range(900, 129600)] public int? DurationSeconds { get; init; }

        /// <summary>The tags.</summary>
        [Length(0, 50)] public IReadOnlyList<TagMember>? Tags { get; init; }
    }

    /// <summary>The answer.</summary>
    public sealed record Response(TemporaryCredentials Credentials, FederatedUser FederatedUser, int? PackedPolicySize);

    /// <inheritdoc/>
    public async ValueTask<Response> InvokeAsync(Request request, Call call, CancellationToken cancellation)
    {
        var caller = call.Caller;
        if (caller.Session is not null || caller.Type is not (CallerType.IamUser or CallerType.Root))
            throw StsFaults.NotWithSession("GetFederationToken");
        var (name, tags) = (IamNames.Name(request.Name!, "name"), IamTags.Parse(request.Tags));
        var arn = $"arn:aws:sts::{call.Account}:federated-user/{name}";
        await authorizer.DemandAsync(call, Action, arn, new() { RequestTags = tags }, cancellation);
        var seconds = Math.Min(request.DurationSeconds ?? 43_200, caller.Type == CallerType.Root ? 3_600 : 129_600);
        var content = await sessions.LimitedAsync(
            new()
            {
                AccessKeyId = SessionTokens.NewAccessKeyId(),
                Type = CallerType.FederatedUser,
                Account = caller.Account,
                EntityName = caller.UserName,
                EntityId = caller.Type == CallerType.Root ? null : caller.UserId,
                SessionName = name,
                IssuedAt = call.Second(),
                Expires = call.Second().AddSeconds(seconds),
                Tags = tags,
                IsLimited = true,
            },
            request.Policy, request.PolicyArns, cancellation);
        return new(sessions.Make(content), new($"{call.Account}:{name}", arn), SessionMaker.PackedSizeOf(content));
    }
}
