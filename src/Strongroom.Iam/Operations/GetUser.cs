using Strongroom.Access;
using Strongroom.Aws;

namespace Strongroom.Iam.Operations;

/// <summary>Shows a user; the caller, where none is named.</summary>
[Operation("iam.GetUser", ReadOnly = true)]
public sealed class GetUser(IamStore store) : IOperation<GetUser.Request, GetUser.Response>
{
    private static readonly ActionName Action = ActionName.Of("iam:GetUser");

    /// <summary>What is asked.</summary>
    public sealed record Request
    {
        /// <summary>The user's name.</summary>
        [Length(1, 128)] public string? UserName { get; init; }
    }

    /// <summary>The answer.</summary>
    public sealed record Response(UserDetails User);

    /// <inheritdoc/>
    public async ValueTask<Response> InvokeAsync(Request request, Call call, CancellationToken cancellation)
    {
        var name = request.UserName ?? call.Caller.UserName;
        if (name is null) return await RootAsync(call, cancellation);
        return new(UserDetails.Of((await store.GetAsync(call, EntityKinds.Users, name, Action, cancellation)).Value));
    }

    // The account's root is no user, but is shown as one.
    private async ValueTask<Response> RootAsync(Call call, CancellationToken cancellation)
    {
        var arn = $"arn:aws:iam::{call.Account}:root";
        await store.DemandAsync(call, Action, arn, cancellation);
        if (call.Caller.Type != CallerType.Root) throw IamFaults.MustNameUser();
        var account = await store.Records.FindAsync(Account.Records, Account.RecordKeyOf(call.Account), cancellation);
        return new(new("/", "root", call.Account, arn, account?.Value.CreationDate ?? DateTimeOffset.UnixEpoch, null, null));
    }
}
