using Npgsql;

namespace Strongroom.SecretsManager.Rotation.Databases;

/// <summary>PostgreSQL, and what speaks its protocol.</summary>
internal sealed class PostgreSql(string? certificateAuthorities) : IDatabase
{
    private const int ConnectSeconds = 10;

    public string ExcludedCharacters => ":/@\"'\\";

    public async ValueTask<IDatabaseSession?> TrySignInAsync(DatabaseSecret secret, CancellationToken cancellation)
    {
        var settings = new NpgsqlConnectionStringBuilder
        {
            Host = secret.Host,
            Port = secret.Port ?? 5432,
            Username = secret.UserName,
            Password = secret.Password,
            Database = secret.Database ?? "postgres",
            SslMode = secret.Ssl switch { true => SslMode.VerifyFull, false => SslMode.Disable, null => SslMode.Prefer },
            RootCertificate = secret.Ssl == true ? certificateAuthorities : null,
            Pooling = false,
            Timeout = ConnectSeconds,
            ApplicationName = "strongroom rotation",
        };
        var connection = new NpgsqlConnection(settings.ConnectionString);
        try
        {
            await connection.OpenAsync(cancellation);
            return new Session(connection);
        }
        catch (PostgresException refused) when (refused.SqlState is "28P01" or "28000")
        {
            await connection.DisposeAsync();
            return null;
        }
        catch (NpgsqlException unreachable)
        {
            await connection.DisposeAsync();
            throw new RotationFailedException($"The PostgreSQL server {secret.Host}:{settings.Port} cannot be used: {Reason(unreachable)}", unreachable);
        }
    }

    private static string Reason(NpgsqlException failed) => failed is PostgresException { SqlState: var state } ? $"it answers with SQLSTATE {state}."
        : failed.InnerException?.Message ?? "it does not answer.";

    private sealed class Session(NpgsqlConnection connection) : IDatabaseSession
    {
        public ValueTask SetOwnPasswordAsync(string userName, string password, CancellationToken cancellation)
            => ExecuteAsync("SELECT format('ALTER USER %I WITH PASSWORD %L', $1, $2)", [userName, password], cancellation);

        public async ValueTask SetOtherPasswordAsync(string userName, string password, string model, CancellationToken cancellation)
        {
            await using var transaction = await connection.BeginTransactionAsync(cancellation);
            if (await ScalarAsync("SELECT 1 FROM pg_roles WHERE rolname = $1", [userName], cancellation) is not null)
            {
                await ExecuteAsync("SELECT format('ALTER USER %I WITH PASSWORD %L', $1, $2)", [userName, password], cancellation);
            }
            else
            {
                await ExecuteAsync("SELECT format('CREATE ROLE %I WITH LOGIN PASSWORD %L', $1, $2)", [userName, password], cancellation);
                await ExecuteAsync("SELECT format('GRANT %I TO %I', $1, $2)", [model, userName], cancellation);
            }

            await transaction.CommitAsync(cancellation);
        }

        public async ValueTask TestAsync(CancellationToken cancellation) => await ScalarAsync("SELECT NOW()", [], cancellation);

        public ValueTask DisposeAsync() => connection.DisposeAsync();

        // The server quotes names and passwords itself: statements about roles take no parameters.
        private async ValueTask ExecuteAsync(string statement, string[] arguments, CancellationToken cancellation)
        {
            try
            {
                await using var command = new NpgsqlCommand((string?)await ScalarAsync(statement, arguments, cancellation), connection);
                await command.ExecuteNonQueryAsync(cancellation);
            }
            catch (PostgresException refused)
            {
                throw new RotationFailedException($"The PostgreSQL server refuses to change the user: SQLSTATE {refused.SqlState}.");
            }
        }

        private async ValueTask<object?> ScalarAsync(string query, string[] arguments, CancellationToken cancellation)
        {
            await using var command = new NpgsqlCommand(query, connection);
            foreach (var argument in arguments) command.Parameters.Add(new() { Value = argument });
            return await command.ExecuteScalarAsync(cancellation);
        }
    }
}
