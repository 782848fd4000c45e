namespace Strongroom.SecretsManager.Rotation.Databases;

/// <summary>One user, who changes its own password. The old one stops working at once.</summary>
internal sealed class SingleUserRotation(IDatabase database, RotationClient client) : DatabaseRotation(database, client)
{
    protected override string UserOf(DatabaseSecret current) => current.UserName;

    protected override async ValueTask SetAsync(RotationEvent asked, DatabaseSecret current, DatabaseSecret pending, CancellationToken cancellation)
    {
        var session = await Database.TrySignInAsync(current, cancellation);
        if (session is null && await FindAsync(asked, StagingLabels.Previous, cancellation) is { } previous)
        {
            if (previous.UserName != pending.UserName || previous.Host != pending.Host)
                throw new RotationFailedException("The previous version is for another user or host.");
            session = await Database.TrySignInAsync(previous.WithSslOf(current), cancellation);
        }

        if (session is null) throw new RotationFailedException("The database refuses the new, the current and the previous password.");
        await using (session) await session.SetOwnPasswordAsync(pending.UserName, pending.Password, cancellation);
    }
}
