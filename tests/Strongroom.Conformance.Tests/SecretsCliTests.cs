using Strongroom.Testing;

namespace Strongroom.Conformance.Tests;

/// <summary>Secrets Manager as a user types it: the AWS CLI, <c>psql</c> and <c>mariadb</c>, and <c>strongroom run</c>.</summary>
[Trait("Needs", "tools")]
public sealed class SecretsCliTests : IAsyncLifetime
{
    private readonly string folder = Directory.CreateTempSubdirectory("strongroom-secrets-").FullName;
    private ServerProcess server = null!;

    public async ValueTask InitializeAsync() => server = await ServerProcess.StartAsync(Path.Combine(folder, "data"));

    public async ValueTask DisposeAsync()
    {
        await server.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task Secrets_are_made_read_changed_listed_and_deleted_with_the_cli()
    {
        var printed = await RunAsync("""
            aws secretsmanager create-secret --name app/db --secret-string '{"username":"app","password":"first"}' --tags Key=team,Value=red --query Name --output text
            aws secretsmanager put-secret-value --secret-id app/db --secret-string '{"username":"app","password":"second"}' > /dev/null
            aws secretsmanager get-secret-value --secret-id app/db --query SecretString --output text
            aws secretsmanager get-secret-value --secret-id app/db --version-stage AWSPREVIOUS --query SecretString --output text
            head -c 1000 /dev/urandom > blob
            aws secretsmanager create-secret --name app/blob --secret-binary fileb://blob > /dev/null
            aws secretsmanager get-secret-value --secret-id app/blob --query SecretBinary --output text | base64 -d | cmp - blob && echo same
            aws secretsmanager list-secrets --filters Key=tag-key,Values=team --query 'SecretList[].Name' --output text
            aws secretsmanager batch-get-secret-value --secret-id-list app/db app/none --query '[length(SecretValues),Errors[0].ErrorCode]' --output text
            aws secretsmanager get-random-password --password-length 20 --exclude-punctuation --query 'length(RandomPassword)' --output text
            aws secretsmanager delete-secret --secret-id app/blob --recovery-window-in-days 7 > /dev/null
            ! aws secretsmanager get-secret-value --secret-id app/blob 2> refusal
            grep -o 'because it was marked for deletion' refusal
            aws secretsmanager restore-secret --secret-id app/blob --query Name --output text
            """);
        Assert.Equal(["app/db", """{"username":"app","password":"second"}""", """{"username":"app","password":"first"}""", "same", "app/db", "1\tResourceNotFoundException", "20",
            "because it was marked for deletion", "app/blob"], printed.Trim().Split('\n'));
    }

    [Fact]
    public async Task A_postgresql_users_password_rotates_and_psql_signs_in_with_the_new_one_only()
    {
        await using var database = await DatabaseServer.StartPostgreSqlAsync();
        await database.PostgreSqlAsync("CREATE USER app PASSWORD 'first'");
        var printed = await RunAsync($$"""
            value() { aws secretsmanager get-secret-value --secret-id "$1" --version-stage "${2:-AWSCURRENT}" --query SecretString --output text | python3 -c "import json,sys; print(json.load(sys.stdin)['$3'])"; }
            login() { PGPASSWORD="$2" psql -h 127.0.0.1 -p {{database.Port}} -U "$1" -d postgres -qAtc 'SELECT current_user' 2> /dev/null || echo refused; }
            settled() { until aws secretsmanager describe-secret --secret-id "$1" | grep -q '"LastRotatedDate"'; do sleep 0.2; done; }
            aws secretsmanager create-secret --name db --secret-string '{"engine":"postgres","host":"127.0.0.1","port":{{database.Port}},"username":"app","password":"first"}' > /dev/null
            aws secretsmanager rotate-secret --secret-id db --rotation-lambda-arn arn:aws:lambda:us-east-1:000000000000:function:SecretsManagerRDSPostgreSQLRotationSingleUser \
                --rotation-rules '{"ScheduleExpression":"rate(4 hours)","Duration":"1h"}' > /dev/null
            settled db
            login app "$(value db AWSCURRENT password)"
            login app first
            # Alternating users: the superuser's secret makes the second user.
            master=$(aws secretsmanager create-secret --name master --secret-string '{"engine":"postgres","host":"127.0.0.1","port":{{database.Port}},"username":"postgres","password":"{{DatabaseServer.SuperPassword}}"}' --query ARN --output text)
            current=$(value db AWSCURRENT password)
            aws secretsmanager create-secret --name alt --secret-string "{\"engine\":\"postgres\",\"host\":\"127.0.0.1\",\"port\":{{database.Port}},\"username\":\"app\",\"password\":\"$current\",\"masterarn\":\"$master\"}" > /dev/null
            aws secretsmanager rotate-secret --secret-id alt --rotation-lambda-arn arn:aws:lambda:us-east-1:000000000000:function:strongroom-postgresql-alternating-users > /dev/null
            settled alt
            login "$(value alt AWSCURRENT username)" "$(value alt AWSCURRENT password)"
            login "$(value alt AWSPREVIOUS username)" "$(value alt AWSPREVIOUS password)"
            grep -ho '"eventName":"Rotation[A-Za-z]*"' data/store/audit/*.jsonl | sort | uniq -c | tr -s ' '
            """);
        Assert.Equal(["app", "refused", "app_clone", "app", " 2 \"eventName\":\"RotationStarted\"", " 2 \"eventName\":\"RotationSucceeded\""], printed.TrimEnd().Split('\n'));
    }

    [Fact]
    public async Task Strongroom_run_gives_a_program_secrets_in_its_environment_and_in_files_that_go_away()
    {
        var strongroom = Path.Combine(AppContext.BaseDirectory, "strongroom");
        var printed = await RunAsync($$"""
            arn=$(aws secretsmanager create-secret --name app --secret-string '{"user":"u","password":"p w"}' --query ARN --output text)
            {{strongroom}} run --env ALL=app --env PASSWORD="$arn:password" --file CONFIG=app:user -- sh -c 'echo "$ALL"; echo "$PASSWORD"; cat "$CONFIG"; echo; stat -c %a "$CONFIG"; echo "$CONFIG" > path; exit 7' || echo "exit $?"
            [ ! -e "$(cat path)" ] && echo gone
            ! {{strongroom}} run --env X=none -- true 2> refusal
            cat refusal
            {{strongroom}} run -- echo --flags --stay
            """);
        Assert.Equal(["""{"user":"u","password":"p w"}""", "p w", "u", "600", "exit 7", "gone",
            "strongroom: none: ResourceNotFoundException: Secrets Manager can't find the specified secret.", "--flags --stay"], printed.Trim().Split('\n'));
    }

    private Task<string> RunAsync(string script) => Shell.RunAsync(string.Join('\n', server.ShellLines) + "\n" + script, folder);
}
