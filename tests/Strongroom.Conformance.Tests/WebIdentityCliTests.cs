using System.Net;
using System.Net.Sockets;
using System.Text;
using Strongroom.Testing;

namespace Strongroom.Conformance.Tests;

/// <summary>Roles assumed with tokens of an OpenID Connect issuer whose keys and tokens openssl makes, by the AWS CLI.</summary>
[Trait("Needs", "tools")]
public sealed class WebIdentityCliTests : IAsyncLifetime
{
    // key NAME: makes a key pair and NAME.jwks. jwt KEY CLAIMS [KID] [ALG]: prints a token.
    private const string Functions = """
        base64url() { openssl base64 -A | tr '+/' '-_' | tr -d '='; }
        key() {
            openssl genrsa -out "$1.pem" 2048 2> /dev/null
            local hex; hex=$(openssl rsa -in "$1.pem" -noout -modulus); hex=${hex#Modulus=}
            printf '{"keys":[{"kty":"RSA","use":"sig","alg":"RS256","kid":"%s","e":"AQAB","n":"%s"}]}' "$1" "$(printf "$(sed 's/../\\x&/g' <<< "$hex")" | base64url)" > "$1.jwks"
        }
        jwt() {
            local parts; parts=$(printf '{"alg":"%s","typ":"JWT","kid":"%s"}' "${4:-RS256}" "${3:-$1}" | base64url).$(printf '%s' "$2" | base64url)
            printf '%s.%s' "$parts" "$(printf '%s' "$parts" | openssl dgst -sha256 -sign "$1.pem" -binary | base64url)"
        }
        claims() { local now; now=$(date +%s); printf '{"iss":"%s","sub":"%s","aud":"%s","iat":%d,"exp":%d%s}' "$1" "$2" "${3:-sts.amazonaws.com}" "$((now - 9000))" "$((now + ${4:-600}))" "${5:-}"; }
        refused() { local text=$1; shift; ! aws sts assume-role-with-web-identity --role-arn "$role" --role-session-name s1 --web-identity-token "$@" > /dev/null 2> refusal; grep -qF "$text" refusal || { cat refusal; return 1; }; }
        trust() { printf '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Federated":"arn:aws:iam::%s:oidc-provider/%s"},"Action":["sts:AssumeRoleWithWebIdentity","sts:TagSession"],"Condition":%s}]}' "$account" "$1" "$2"; }
        account=$(aws sts get-caller-identity --query Account --output text)

        """;

    private readonly string folder = Directory.CreateTempSubdirectory("strongroom-oidc-").FullName;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync()
    {
        Directory.Delete(folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task The_cli_assumes_a_role_with_a_token_file_and_every_wrong_token_is_refused_in_AWSs_words()
    {
        await Shell.RunAsync(FunctionsWithoutAccount + "key one; key other", folder);
        await File.WriteAllTextAsync(Path.Combine(folder, "settings.json"), """
            {"Issuers":[{"Url":"https://idp.example.com/tenant","JwksFile":"FOLDER/one.jwks"}]}
            """.Replace("FOLDER", folder, StringComparison.Ordinal));
        await using var server = await ServerProcess.StartAsync(Path.Combine(folder, "data"), "--config", Path.Combine(folder, "settings.json"));
        var printed = await RunAsync("""
            export HOME=$PWD && issuer=https://idp.example.com/tenant
            aws iam create-open-id-connect-provider --url $issuer --client-id-list sts.amazonaws.com --thumbprint-list 6938fd4d98bab03faadb97b34396831e3780aea1 \
                --query OpenIDConnectProviderArn --output text | sed "s/$account/ACCOUNT/"
            role=$(aws iam create-role --role-name ci --query Role.Arn --output text --assume-role-policy-document \
                "$(trust idp.example.com/tenant '{"StringEquals":{"idp.example.com/tenant:aud":"sts.amazonaws.com"},"StringLike":{"idp.example.com/tenant:sub":"repo:acme/*"}}')")
            aws iam put-role-policy --role-name ci --policy-name keys --policy-document '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"kms:ListKeys","Resource":"*",
                "Condition":{"StringEquals":{"aws:PrincipalTag/team":"red","aws:FederatedProvider":"arn:aws:iam::'"$account"':oidc-provider/idp.example.com/tenant"}}}]}'

            # What every SDK does in a container: a token in a file, and a role.
            jwt one "$(claims $issuer repo:acme/app sts.amazonaws.com 600 ',"https://aws.amazon.com/tags":{"principal_tags":{"team":["red"]}}')" > token
            printf '[profile web]\nregion = us-east-1\nendpoint_url = %s\nrole_arn = %s\nweb_identity_token_file = %s\nrole_session_name = build\n' \
                "$(aws configure get endpoint_url)" "$role" "$PWD/token" > web
            web() { env -u AWS_SHARED_CREDENTIALS_FILE AWS_CONFIG_FILE="$PWD/web" AWS_PROFILE=web "$@"; }
            web aws sts get-caller-identity --query Arn --output text | sed "s/$account/ACCOUNT/"
            web aws kms list-keys --query 'length(Keys)' --output text
            aws sts assume-role-with-web-identity --role-arn "$role" --role-session-name s1 --web-identity-token "$(cat token)" \
                --query '[SubjectFromWebIdentityToken,Audience,Provider]' --output text | sed "s/$account/ACCOUNT/"

            refused 'AccessDenied) when calling the AssumeRoleWithWebIdentity operation: Not authorized to perform sts:AssumeRoleWithWebIdentity' "$(jwt one "$(claims $issuer repo:other/app)")"
            refused 'ExpiredTokenException) when calling the AssumeRoleWithWebIdentity operation: Token expired: current date/time' "$(jwt one "$(claims $issuer repo:acme/app sts.amazonaws.com -1)")"
            refused 'InvalidIdentityToken) when calling the AssumeRoleWithWebIdentity operation: Incorrect token audience' "$(jwt one "$(claims $issuer repo:acme/app someone-else)")"
            refused 'InvalidIdentityToken) when calling the AssumeRoleWithWebIdentity operation: Missing a required claim: sub' "$(jwt one "$(claims $issuer '')")"
            refused 'InvalidIdentityToken' "$(jwt other "$(claims $issuer repo:acme/app)" one)"
            refused "InvalidIdentityToken) when calling the AssumeRoleWithWebIdentity operation: Couldn't retrieve verification key" "$(jwt other "$(claims $issuer repo:acme/app)")"
            refused 'InvalidIdentityToken' "$(jwt one "$(claims $issuer repo:acme/app)" one none)"
            refused 'InvalidIdentityToken' "$(jwt one "$(claims $issuer repo:acme/app)" one HS256)"
            refused 'InvalidIdentityToken) when calling the AssumeRoleWithWebIdentity operation: No OpenIDConnect provider found in your account for https://elsewhere.example.com' "$(jwt one "$(claims https://elsewhere.example.com x)")"
            refused 'InvalidIdentityToken) when calling the AssumeRoleWithWebIdentity operation: The ID Token provided is not a valid JWT.' "not a token"

            # Trust that ends, ends at once.
            aws iam remove-client-id-from-open-id-connect-provider --open-id-connect-provider-arn "arn:aws:iam::$account:oidc-provider/idp.example.com/tenant" --client-id sts.amazonaws.com
            refused 'Incorrect token audience' "$(cat token)"
            aws iam add-client-id-to-open-id-connect-provider --open-id-connect-provider-arn "arn:aws:iam::$account:oidc-provider/idp.example.com/tenant" --client-id sts.amazonaws.com
            aws iam get-open-id-connect-provider --open-id-connect-provider-arn "arn:aws:iam::$account:oidc-provider/idp.example.com/tenant" --query '[Url,ClientIDList[0]]' --output text
            aws iam delete-open-id-connect-provider --open-id-connect-provider-arn "arn:aws:iam::$account:oidc-provider/idp.example.com/tenant"
            refused 'No OpenIDConnect provider found' "$(cat token)"

            # One record for each call that was believed, none for strangers, and a token in none.
            cat data/store/audit/*.jsonl | grep -c '"eventName":"AssumeRoleWithWebIdentity"'
            grep '"eventName":"AssumeRoleWithWebIdentity"' data/store/audit/*.jsonl | grep -o '"userIdentity":{"type":"WebIdentityUser".*"identityProvider":"[^"]*"' | head -1 | sed "s/$account/ACCOUNT/g"
            ! grep -q "$(cut -d. -f3 token)" data/store/audit/*.jsonl
            """);
        Assert.Equal(
            [
                "arn:aws:iam::ACCOUNT:oidc-provider/idp.example.com/tenant",
                "arn:aws:sts::ACCOUNT:assumed-role/ci/build",
                "0",
                "repo:acme/app\tsts.amazonaws.com\tarn:aws:iam::ACCOUNT:oidc-provider/idp.example.com/tenant",
                "idp.example.com/tenant\tsts.amazonaws.com",
                "3",
                "\"userIdentity\":{\"type\":\"WebIdentityUser\",\"principalId\":\"arn:aws:iam::ACCOUNT:oidc-provider/idp.example.com/tenant:sts.amazonaws.com:repo:acme/app\","
                    + "\"userName\":\"repo:acme/app\",\"identityProvider\":\"arn:aws:iam::ACCOUNT:oidc-provider/idp.example.com/tenant\"",
            ],
            printed.Trim().Split('\n'));
    }

    [Fact]
    public async Task An_issuers_keys_are_fetched_from_where_its_discovery_document_says()
    {
        await Shell.RunAsync(FunctionsWithoutAccount + "key one", folder);
        using var issuer = new Issuer(folder);
        await using var server = await ServerProcess.StartAsync(Path.Combine(folder, "data"));
        var printed = await RunAsync("""
            aws iam create-open-id-connect-provider --url "$ISSUER" --client-id-list app > /dev/null
            role=$(aws iam create-role --role-name ci --query Role.Arn --output text --assume-role-policy-document "$(trust "${ISSUER#http://}" '{}')")
            aws sts assume-role-with-web-identity --role-arn "$role" --role-session-name s1 --web-identity-token "$(jwt one "$(claims "$ISSUER" someone app)")" \
                --query AssumedRoleUser.Arn --output text | sed "s/$account/ACCOUNT/"
            ! aws iam create-open-id-connect-provider --url http://idp.example.com --client-id-list app 2> refusal; grep -o 'Invalid Open ID Connect Provider URL' refusal
            aws iam create-open-id-connect-provider --url https://127.0.0.1:1 --client-id-list app > /dev/null
            refused 'IDPCommunicationError' "$(jwt one "$(claims https://127.0.0.1:1 someone app)")"
            """, new KeyValuePair<string, string>("ISSUER", issuer.Url));
        Assert.Equal(["arn:aws:sts::ACCOUNT:assumed-role/ci/s1", "Invalid Open ID Connect Provider URL"], printed.Trim().Split('\n'));
        Assert.Equal(2, issuer.Asked);
    }

    private static string FunctionsWithoutAccount => Functions[..Functions.IndexOf("account=$(", StringComparison.Ordinal)];

    private Task<string> RunAsync(string script, params KeyValuePair<string, string>[] more) => Shell.RunAsync(Functions + script, folder,
    [
        new("AWS_CONFIG_FILE", Path.Combine(folder, "data", "aws", "config")),
        new("AWS_SHARED_CREDENTIALS_FILE", Path.Combine(folder, "data", "aws", "credentials")),
        .. more,
    ]);

    /// <summary>An issuer on this machine: its discovery document, and the keys in <c>one.jwks</c>.</summary>
    private sealed class Issuer : IDisposable
    {
        private readonly HttpListener listener = new();
        private readonly string folder;
        private int asked;

        public Issuer(string folder)
        {
            this.folder = folder;
            using (var free = new TcpListener(IPAddress.Loopback, 0))
            {
                free.Start();
                Url = $"http://127.0.0.1:{((IPEndPoint)free.LocalEndpoint).Port}";
            }

            listener.Prefixes.Add(Url + "/");
            listener.Start();
            _ = ServeAsync();
        }

        public string Url { get; }

        public int Asked => Volatile.Read(ref asked);

        public void Dispose() => listener.Close();

        private async Task ServeAsync()
        {
            while (listener.IsListening)
            {
                HttpListenerContext context;
                try
                {
                    context = await listener.GetContextAsync();
                }
                catch (Exception closed) when (closed is HttpListenerException or ObjectDisposedException)
                {
                    return;
                }

                Interlocked.Increment(ref asked);
                var answer = context.Request.Url!.AbsolutePath == "/keys" ? await File.ReadAllTextAsync(Path.Combine(folder, "one.jwks"))
                    : $$"""{"issuer":"{{Url}}","jwks_uri":"{{Url}}/keys"}""";
                await context.Response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes(answer));
                context.Response.Close();
            }
        }
    }
}
