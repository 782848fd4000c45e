namespace Strongroom.SecretsManager.Rotation.Databases;

/// <summary>Two users that take turns: the one whose turn it is not keeps its password, so that who still has the last version can go on.</summary>
/// <remarks>The secret that <c>masterarn</c> names signs in as somebody who may make and change users. It must be for the same host.</remarks>
internal sealed class AlternatingUsersRotation(IDatabase database, RotationClient client) : DatabaseRotation(database, client)
{
    protected override string UserOf(DatabaseSecret current) => current.OtherUserName;

    protected override async ValueTask SetAsync(RotationEvent asked, DatabaseSecret current, DatabaseSecret pending, CancellationToken cancellation)
    {
        // Whoever points a secret at a superuser must be able to sign in with it, or anybody could have any user changed.
        await using (await Database.TrySignInAsync(current, cancellation) ?? throw new RotationFailedException("The database refuses the current password.")) { }
        var masterArn = current.MasterArn ?? throw new RotationFailedException("The secret has no masterarn.");
        var master = await ReadAsync(asked, masterArn, StagingLabels.Current, cancellation);
        if (master.Host != current.Host) throw new RotationFailedException($"The superuser's secret is for the host {master.Host}, not for {current.Host}.");
        await using var session = await Database.TrySignInAsync(master.For(current.Database), cancellation)
            ?? throw new RotationFailedException("The database refuses the superuser's password.");
        await session.SetOtherPasswordAsync(pending.UserName, pending.Password, current.UserName, cancellation);
    }
}
