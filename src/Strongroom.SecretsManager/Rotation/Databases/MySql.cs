using MySqlConnector;

namespace Strongroom.SecretsManager.Rotation.Databases;

/// <summary>MySQL and MariaDB. Users are those of any host (<c>'name'@'%'</c>), as in AWS's templates.</summary>
internal sealed class MySql(string? certificateAuthorities) : IDatabase
{
    private const int ConnectSeconds = 10;

    public string ExcludedCharacters => "/@\"'\\";

    public async ValueTask<IDatabaseSession?> TrySignInAsync(DatabaseSecret secret, CancellationToken cancellation)
    {
        var settings = new MySqlConnectionStringBuilder
        {
            Server = secret.Host,
            Port = (uint)(secret.Port ?? 3306),
            UserID = secret.UserName,
            Password = secret.Password,
            Database = secret.Database ?? "",
            SslMode = secret.Ssl switch { true => MySqlSslMode.VerifyFull, false => MySqlSslMode.Disabled, null => MySqlSslMode.Preferred },
            SslCa = secret.Ssl == true ? certificateAuthorities ?? "" : "",
            Pooling = false,
            ConnectionTimeout = ConnectSeconds,
        };
        var connection = new MySqlConnection(settings.ConnectionString);
        try
        {
            await connection.OpenAsync(cancellation);
            return new Session(connection);
        }
        catch (MySqlException refused) when (refused.ErrorCode is MySqlErrorCode.AccessDenied or MySqlErrorCode.DatabaseAccessDenied)
        {
            await connection.DisposeAsync();
            return null;
        }
        catch (MySqlException unreachable)
        {
            await connection.DisposeAsync();
            throw new RotationFailedException($"The MySQL server {secret.Host}:{settings.Port} cannot be used: {unreachable.ErrorCode}.", unreachable);
        }
    }

    private sealed class Session(MySqlConnection connection) : IDatabaseSession
    {
        private bool IsMariaDb => connection.ServerVersion.Contains("MariaDB", StringComparison.OrdinalIgnoreCase);

        public ValueTask SetOwnPasswordAsync(string userName, string password, CancellationToken cancellation)
            => ExecuteAsync(IsMariaDb ? "SET PASSWORD = PASSWORD(@password)" : "ALTER USER USER() IDENTIFIED BY @password", password, cancellation);

        public async ValueTask SetOtherPasswordAsync(string userName, string password, string model, CancellationToken cancellation)
        {
            var user = Quoted(userName);
            await ExecuteAsync($"CREATE USER IF NOT EXISTS {user} IDENTIFIED BY @password", password, cancellation);
            foreach (var (granted, option) in await GrantsAsync(model, cancellation)) await ExecuteAsync($"{granted} TO {user}{option}", password, cancellation);
            await ExecuteAsync($"ALTER USER {user} IDENTIFIED BY @password REQUIRE {await RequirementAsync(model, cancellation)}", password, cancellation);
        }

        public async ValueTask TestAsync(CancellationToken cancellation)
        {
            await using var command = new MySqlCommand("SELECT NOW()", connection);
            await command.ExecuteScalarAsync(cancellation);
        }

        public ValueTask DisposeAsync() => connection.DisposeAsync();

        // The grants of one user, to be made out to another: what stands behind TO names the old one, and may hold its password's hash.
        private async ValueTask<List<(string Granted, string Option)>> GrantsAsync(string model, CancellationToken cancellation)
        {
            await using var command = new MySqlCommand($"SHOW GRANTS FOR {Quoted(model)}", connection);
            await using var reader = await command.ExecuteReaderAsync(cancellation);
            var grants = new List<(string, string)>();
            while (await reader.ReadAsync(cancellation))
            {
                var grant = reader.GetString(0);
                var to = grant.LastIndexOf(" TO ", StringComparison.Ordinal);
                if (!grant.StartsWith("GRANT ", StringComparison.Ordinal) || to < 0) continue;
                grants.Add((grant[..to], grant.EndsWith(" WITH GRANT OPTION", StringComparison.Ordinal) ? " WITH GRANT OPTION" : ""));
            }

            return grants;
        }

        private async ValueTask<string> RequirementAsync(string model, CancellationToken cancellation)
        {
            await using var command = new MySqlCommand("SELECT CAST(ssl_type AS CHAR) FROM mysql.user WHERE User = @user AND Host = '%'", connection);
            command.Parameters.AddWithValue("@user", model);
            return await command.ExecuteScalarAsync(cancellation) switch
            {
                "ANY" => "SSL",
                "X509" => "X509",
                "SPECIFIED" => throw new RotationFailedException("The user is tied to a certificate, which a second user cannot share."),
                _ => "NONE",
            };
        }

        // Names are refused rather than escaped: which escapes hold depends on the server's mode.
        private static string Quoted(string userName)
            => userName.AsSpan().IndexOfAny("'\"\\\0") < 0 ? $"'{userName}'@'%'" : throw new RotationFailedException("The user's name has a quote or a backslash.");

        private async ValueTask ExecuteAsync(string statement, string password, CancellationToken cancellation)
        {
            try
            {
                await using var command = new MySqlCommand(statement, connection);
                command.Parameters.AddWithValue("@password", password);
                await command.ExecuteNonQueryAsync(cancellation);
            }
            catch (MySqlException refused)
            {
                throw new RotationFailedException($"The MySQL server refuses to change the user: {refused.ErrorCode}.");
            }
        }
    }
}
