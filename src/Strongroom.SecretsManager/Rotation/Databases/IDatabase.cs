namespace Strongroom.SecretsManager.Rotation.Databases;

/// <summary>A kind of database server.</summary>
internal interface IDatabase
{
    /// <summary>What a password must not have, so that connection strings and shells need no escapes.</summary>
    string ExcludedCharacters { get; }

    /// <summary>Signs in with a secret; null where the server refuses it.</summary>
    /// <exception cref="RotationFailedException">The server cannot be reached.</exception>
    ValueTask<IDatabaseSession?> TrySignInAsync(DatabaseSecret secret, CancellationToken cancellation);
}

/// <summary>Someone who is signed in.</summary>
internal interface IDatabaseSession : IAsyncDisposable
{
    /// <summary>Gives the signed-in user another password.</summary>
    ValueTask SetOwnPasswordAsync(string userName, string password, CancellationToken cancellation);

    /// <summary>Gives another user this password. Where there is none, makes it, with the rights of <paramref name="model"/>.</summary>
    ValueTask SetOtherPasswordAsync(string userName, string password, string model, CancellationToken cancellation);

    /// <summary>Does something that any user may.</summary>
    ValueTask TestAsync(CancellationToken cancellation);
}
