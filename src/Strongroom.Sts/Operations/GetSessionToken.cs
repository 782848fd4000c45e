using Strongroom.Access;
using Strongroom.Aws;
using Strongroom.Iam;

namespace Strongroom.Sts.Operations;

/// <summary>Temporary credentials of the calling user itself, or of the root.</summary>
[Operation("sts.GetSessionToken", ReadOnly = true)]
public sealed class GetSessionToken(SessionMaker sessions) : IOperation<GetSessionToken.Request, GetSessionToken.Response>
{
    /// <summary>What is asked.</summary>
    public sealed record Request
    {
        /// <summary>How long the credentials last.</summary>
        [Range(900, 129600)] public int? DurationSeconds { get; init; }

        /// <summary>The device that showed the second factor.</summary>
        [Length(9, 256), Pattern(@"[\w+=/:,.@-]*")] public string? SerialNumber { get; init; }

        /// <summary>The second factor.</summary>
        [Length(6, 6), Pattern(@"[\d]*")] public string? TokenCode { get; init; }
    }

    /// <summary>The answer.</summary>
    public sealed record Response(TemporaryCredentials Credentials);

    /// <inheritdoc/>
    public ValueTask<Response> InvokeAsync(Request request, Call call, CancellationToken cancellation)
    {
        var caller = call.Caller;
        if (caller.Session is not null || caller.Type is not (CallerType.IamUser or CallerType.Root))
            throw StsFaults.NotWithSession("GetSessionToken");
        if (request.TokenCode is not null || request.SerialNumber is not null) throw StsFaults.NoMfa();

        // The root's credentials last an hour, however long was asked for.
        var seconds = Math.Min(request.DurationSeconds ?? 43_200, caller.Type == CallerType.Root ? 3_600 : 129_600);
        var content = new SessionContent
        {
            AccessKeyId = SessionTokens.NewAccessKeyId(),
            Type = caller.Type,
            Account = caller.Account,
            EntityName = caller.UserName,
            EntityId = caller.Type == CallerType.Root ? null : caller.UserId,
            IssuedAt = call.Second(),
            Expires = call.Second().AddSeconds(seconds),
        };
        return new(new Response(sessions.Make(content)));
    }
}
