using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Strongroom.Testing;

/// <summary>A real database server on a free port of 127.0.0.1, in a folder of its own, as a user that is not root.</summary>
public sealed class DatabaseServer : IAsyncDisposable
{
    /// <summary>The superuser's password.</summary>
    public const string SuperPassword = "super-secret-0";

    private readonly Process process;
    private readonly string folder;

    private DatabaseServer(Process process, string folder, int port) => (this.process, this.folder, Port) = (process, folder, port);

    /// <summary>Where it answers.</summary>
    public int Port { get; }

    /// <summary>The certificate that it shows for <c>localhost</c>, which is its own authority.</summary>
    public string Certificate => Path.Combine(folder, "server.crt");

    /// <summary>PostgreSQL with passwords by SCRAM, and TLS; the superuser is <c>postgres</c>.</summary>
    public static async Task<DatabaseServer> StartPostgreSqlAsync()
    {
        var (folder, port) = (NewFolder("postgres"), FreePort());
        await Shell.RunAsync($"""
            as() {As("postgres")}
            bin=$(ls -d /usr/lib/postgresql/*/bin | sort -V | tail -1)
            printf %s {SuperPassword} > password
            {MakeCertificate}
            {Give("postgres")}
            as "$bin/initdb" -D data -U postgres --pwfile=password --auth=scram-sha-256 -E UTF8 --no-locale > initdb.log 2>&1
            """, folder);
        var start = $"""
            as() {As("postgres", exec: true)}
            bin=$(ls -d /usr/lib/postgresql/*/bin | sort -V | tail -1)
            as "$bin/postgres" -D data -p {port} -h 127.0.0.1 -k '' -c ssl=on -c ssl_cert_file=../server.crt -c ssl_key_file=../server.key -c fsync=off > server.log 2>&1
            """;
        var server = new DatabaseServer(Run(start, folder), folder, port);
        await server.WaitAsync($"PGPASSWORD={SuperPassword} psql -h 127.0.0.1 -p {port} -U postgres -d postgres -c 'SELECT 1'");
        return server;
    }

    /// <summary>MariaDB; the superuser is <c>root</c>, from any host.</summary>
    public static async Task<DatabaseServer> StartMariaDbAsync()
    {
        var (folder, port) = (NewFolder("mysql"), FreePort());
        await Shell.RunAsync($"""
            as() {As("mysql")}
            printf '%s\n' "ALTER USER root@localhost IDENTIFIED BY '{SuperPassword}';" "CREATE USER IF NOT EXISTS root@'%' IDENTIFIED BY '{SuperPassword}';" \
                "GRANT ALL ON *.* TO root@'%' WITH GRANT OPTION;" > init.sql
            {MakeCertificate}
            {Give("mysql")}
            as mariadb-install-db --no-defaults --datadir="$PWD/data" --auth-root-authentication-method=normal --skip-test-db > install.log 2>&1
            """, folder);
        var start = $"""
            as() {As("mysql", exec: true)}
            as "$(command -v mariadbd || echo /usr/sbin/mariadbd)" --no-defaults --datadir="$PWD/data" --socket="$PWD/socket" --pid-file="$PWD/pid" --port={port} \
                --bind-address=127.0.0.1 --init-file="$PWD/init.sql" --ssl-cert="$PWD/server.crt" --ssl-key="$PWD/server.key" --skip-log-bin > server.log 2>&1
            """;
        var server = new DatabaseServer(Run(start, folder), folder, port);
        await server.WaitAsync($"MYSQL_PWD={SuperPassword} mariadb --no-defaults -h 127.0.0.1 -P {port} -u root -e 'SELECT 1'");
        return server;
    }

    /// <summary>Runs SQL as the superuser.</summary>
    public Task<string> PostgreSqlAsync(string sql)
        => Shell.RunAsync($"psql -h 127.0.0.1 -p {Port} -U postgres -d postgres -v ON_ERROR_STOP=1 -qAt -c \"$SQL\"", folder,
            new KeyValuePair<string, string>("PGPASSWORD", SuperPassword), new("SQL", sql));

    /// <summary>Runs SQL as the superuser.</summary>
    public Task<string> MariaDbAsync(string sql)
        => Shell.RunAsync($"mariadb --no-defaults -h 127.0.0.1 -P {Port} -u root -N -e \"$SQL\"", folder,
            new KeyValuePair<string, string>("MYSQL_PWD", SuperPassword), new("SQL", sql));

    /// <summary>True when <c>psql</c> signs in so.</summary>
    public async Task<bool> PostgreSqlTakesAsync(string user, string password)
        => (await Shell.TryAsync($"psql -h 127.0.0.1 -p {Port} -U \"$DBUSER\" -d postgres -qAt -c 'SELECT 1'", folder,
            new KeyValuePair<string, string>("PGPASSWORD", password), new("DBUSER", user))).Code == 0;

    /// <summary>True when <c>mariadb</c> signs in so and may run <paramref name="sql"/>.</summary>
    public async Task<bool> MariaDbTakesAsync(string user, string password, string sql = "SELECT 1")
        => (await Shell.TryAsync($"mariadb --no-defaults -h 127.0.0.1 -P {Port} -u \"$DBUSER\" -N -e \"$SQL\"", folder,
            new KeyValuePair<string, string>("MYSQL_PWD", password), new("DBUSER", user), new("SQL", sql))).Code == 0;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync();
        process.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    private const string MakeCertificate =
        "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 30 -subj /CN=localhost -addext subjectAltName=DNS:localhost,IP:127.0.0.1 "
        + "-keyout server.key -out server.crt 2> /dev/null; chmod 600 server.key";

    // Servers of databases refuse to run as root: then they run as the user that their Debian package makes.
    private static string As(string user, bool exec = false)
        => Environment.UserName == "root" ? $"{{ exec_=\"{(exec ? "exec" : "")}\"; $exec_ runuser -u {user} -- \"$@\"; }}" : $"{{ {(exec ? "exec " : "")}\"$@\"; }}";

    private static string Give(string user) => Environment.UserName == "root" ? $"chown -R {user} ." : "true";

    private static string NewFolder(string name) => Directory.CreateTempSubdirectory($"strongroom-{name}-").FullName;

    private static Process Run(string script, string folder)
    {
        var start = new ProcessStartInfo("bash", ["-euo", "pipefail", "-c", script]) { WorkingDirectory = folder };
        return Process.Start(start)!;
    }

    private async Task WaitAsync(string probe)
    {
        for (var i = 0; ; i++)
        {
            if ((await Shell.TryAsync(probe, folder)).Code == 0) return;
            if (process.HasExited || i == 300) throw new InvalidOperationException($"The database server does not start: {await File.ReadAllTextAsync(Path.Combine(folder, "server.log"))}");
            await Task.Delay(100);
        }
    }

    private static int FreePort()
    {
        using var probe = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        probe.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)probe.LocalEndPoint!).Port;
    }
}
