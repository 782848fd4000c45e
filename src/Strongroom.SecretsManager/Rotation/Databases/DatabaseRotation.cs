namespace Strongroom.SecretsManager.Rotation.Databases;

/// <summary>Rotates the password of a database user.</summary>
/// <remarks>User Guide, "Rotation function strategies": one user whose password changes, or two that take turns, of which one is always left alone.</remarks>
internal abstract class DatabaseRotation(IDatabase database, RotationClient client) : SteppedRotation(client)
{
    protected IDatabase Database => database;

    /// <summary>The user that the new version is for.</summary>
    protected abstract string UserOf(DatabaseSecret current);

    /// <summary>Gives the database the new password.</summary>
    protected abstract ValueTask SetAsync(RotationEvent asked, DatabaseSecret current, DatabaseSecret pending, CancellationToken cancellation);

    /// <summary>The version of a label; null where there is none.</summary>
    protected async ValueTask<DatabaseSecret?> FindAsync(RotationEvent asked, string label, CancellationToken cancellation)
    {
        try
        {
            return await ReadAsync(asked, asked.SecretArn, label, cancellation);
        }
        catch (Aws.FaultException missing) when (missing.Code == "ResourceNotFoundException")
        {
            return null;
        }
    }

    /// <summary>The version of a label, of any secret.</summary>
    protected async ValueTask<DatabaseSecret> ReadAsync(RotationEvent asked, string secretId, string label, CancellationToken cancellation)
    {
        using var answer = await GetAsync(asked, secretId, label, cancellation);
        return DatabaseSecret.Parse(answer.Root.TryGetProperty("SecretString", out var text) ? text.GetString()! : throw new RotationFailedException("The secret is no text."));
    }

    protected override async ValueTask SetAsync(RotationEvent asked, CancellationToken cancellation)
    {
        var current = await ReadAsync(asked, asked.SecretArn, StagingLabels.Current, cancellation);
        var pending = await ReadAsync(asked, asked.SecretArn, StagingLabels.Pending, cancellation);

        // Neither user nor server may differ from what the function is meant to change: the new version was put by somebody.
        if (UserOf(current) != pending.UserName) throw new RotationFailedException($"The new version is for the user {pending.UserName}, not for {UserOf(current)}.");
        if (current.Host != pending.Host) throw new RotationFailedException($"The new version is for the host {pending.Host}, not for {current.Host}.");
        if (await database.TrySignInAsync(pending, cancellation) is { } done)
        {
            await done.DisposeAsync();
            return;
        }

        await SetAsync(asked, current, pending, cancellation);
    }

    protected override async ValueTask TestAsync(RotationEvent asked, CancellationToken cancellation)
    {
        var pending = await ReadAsync(asked, asked.SecretArn, StagingLabels.Pending, cancellation);
        await using var session = await database.TrySignInAsync(pending, cancellation) ?? throw new RotationFailedException("The database refuses the new password.");
        await session.TestAsync(cancellation);
    }

    protected override async ValueTask CreateAsync(RotationEvent asked, CancellationToken cancellation)
    {
        var current = await ReadAsync(asked, asked.SecretArn, StagingLabels.Current, cancellation);
        using var password = await Client.SendAsync(asked, "GetRandomPassword", json => json.WriteString("ExcludeCharacters"u8, database.ExcludedCharacters), cancellation);
        var value = current.With(UserOf(current), password.Root.GetProperty("RandomPassword").GetString()!);
        using var put = await Client.SendAsync(asked, "PutSecretValue", json =>
        {
            json.WriteString("SecretId"u8, asked.SecretArn);
            json.WriteString("ClientRequestToken"u8, asked.ClientRequestToken);
            json.WriteString("SecretString"u8, value);
            json.WriteStartArray("VersionStages"u8);
            json.WriteStringValue(StagingLabels.Pending);
            json.WriteEndArray();
            json.WriteString("RotationToken"u8, asked.RotationToken);
        }, cancellation);
    }
}
