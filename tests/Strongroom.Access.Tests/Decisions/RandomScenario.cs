using System.Text.Json;
using System.Text.Json.Nodes;

namespace Strongroom.Access.Tests;

/// <summary>Makes questions from small vocabularies, so that statements apply often and nearly apply oftener.</summary>
internal sealed class RandomScenario(Random random)
{
    private const string A = "111122223333", B = "444455556666", Key = "arn:aws:kms:us-east-1:111122223333:key/k1",
        Secret = "arn:aws:secretsmanager:us-east-1:111122223333:secret:prod/db-AbCdEf", Object = "arn:aws:s3:::vault/red/2026/a.csv";

    private static readonly string[] Principals =
    [
        "*", A, $"arn:aws:iam::{A}:root", $"arn:aws:iam::{A}:user/alice", $"arn:aws:iam::{A}:user/al*", "AIDAALICE", $"arn:aws:iam::{A}:role/app", "AROAAPP",
        $"arn:aws:sts::{A}:assumed-role/app/s1", B, $"arn:aws:iam::{B}:root", $"arn:aws:iam::{B}:user/carol", $"arn:aws:iam::{B}:role/far",
        $"arn:aws:iam::{A}:user/bob", $"arn:aws:sts::{A}:federated-user/fed",
    ];

    private static readonly string[] Actions = ["*", "kms:*", "kms:Dec*", "KMS:decrypt", "kms:?ncrypt", "*:Get*", "s3:*", "s3:Get?bject", "secretsmanager:getsecretvalue", "ec2:*", "kms:Describe*"];

    private static readonly string[] Resources =
    [
        "*", Key, Secret, Object, "arn:aws:kms:*:*:key/*", "arn:aws:s3:::vault/*", "arn:aws:s3:::vault/${aws:PrincipalTag/team}/*", "arn:aws:s3:::vault/${aws:PrincipalTag/team, 'red'}/*",
        "arn:aws:s3:::vault/${aws:TagKeys}/*", "arn:aws:s3:::vault/${*}/*", "arn:aws:secretsmanager:*:secret:prod/db-??????", "arn:aws:kms:us-east-1:111122223333:key/k?", "arn:aws:*:*:*:*",
    ];

    private static readonly string[] Text = ["red", "Red", "r*", "r?d", "blue", "", "${aws:PrincipalTag/team}", "${aws:PrincipalTag/none, 'red'}", "${aws:PrincipalTag/none}", "r${*}", "${aws:TagKeys}", "*", "a", "b"];
    private static readonly string[] ContextNames = ["dept", "App"], ConstraintNames = ["DEPT", "app"];
    private static readonly string[] Numbers = ["1", "10", "10.0", "1e1", "-3", "20", "9"];
    private static readonly string[] Dates = ["2026-06-01T00:00:00Z", "2026-06-01", "1780272000", "2026-06-01T02:00:00+02:00", "2030-01-01T00:00:00Z", "1700000000"];
    private static readonly string[] Ranges = ["203.0.113.0/24", "203.0.113.7", "0.0.0.0/0", "::/0", "2001:db8::/32", "2001:DB8:0::1", "10.0.0.0/8"];
    private static readonly string[] Arns = ["arn:aws:s3:::vault", "arn:aws:s3:*:*:v*", "arn:aws:*:vault", "arn:aws:s3:::${aws:PrincipalTag/team}", "arn:*:*:*:*:*", "*", "arn:aws:iam::111122223333:user/a?ice"];

    private static readonly (string Name, string[] Operands, string[] Keys)[] Operators =
    [
        ("StringEquals", Text, ["aws:PrincipalTag/team", "AWS:principaltag/TEAM", "aws:TagKeys", "kms:EncryptionContext:dept"]), ("StringNotEquals", Text, ["aws:PrincipalTag/team", "aws:TagKeys", "aws:none"]),
        ("StringEqualsIgnoreCase", Text, ["aws:PrincipalTag/team", "aws:TagKeys"]), ("StringNotEqualsIgnoreCase", Text, ["aws:PrincipalTag/team"]),
        ("StringLike", Text, ["aws:PrincipalTag/team", "aws:TagKeys"]), ("StringNotLike", Text, ["aws:PrincipalTag/team", "aws:TagKeys", "aws:none"]),
        ("NumericEquals", Numbers, ["s3:max-keys"]), ("NumericNotEquals", Numbers, ["s3:max-keys"]), ("NumericLessThan", Numbers, ["s3:max-keys"]), ("NumericLessThanEquals", Numbers, ["s3:max-keys"]),
        ("NumericGreaterThan", Numbers, ["s3:max-keys"]), ("NumericGreaterThanEquals", Numbers, ["s3:max-keys", "aws:none"]),
        ("DateEquals", Dates, ["aws:CurrentTime"]), ("DateNotEquals", Dates, ["aws:CurrentTime"]), ("DateLessThan", Dates, ["aws:CurrentTime"]), ("DateLessThanEquals", Dates, ["aws:CurrentTime"]),
        ("DateGreaterThan", Dates, ["aws:CurrentTime"]), ("DateGreaterThanEquals", Dates, ["aws:CurrentTime"]),
        ("Bool", ["true", "false"], ["aws:SecureTransport"]), ("BinaryEquals", ["QUI=", "QUJD", ""], ["x:blob"]), ("IpAddress", Ranges, ["aws:SourceIp"]), ("NotIpAddress", Ranges, ["aws:SourceIp"]),
        ("ArnEquals", Arns, ["aws:SourceArn"]), ("ArnLike", Arns, ["aws:SourceArn", "aws:none"]), ("ArnNotEquals", Arns, ["aws:SourceArn"]), ("ArnNotLike", Arns, ["aws:SourceArn", "aws:none"]),
    ];

    public Scenario Next()
    {
        var (resource, actions) = Of<(string, string[])>((Key, ["kms:Decrypt", "kms:Encrypt", "kms:DescribeKey"]), (Secret, ["secretsmanager:GetSecretValue"]), (Object, ["s3:GetObject"]));
        var action = Of(actions);
        var isKey = resource == Key;
        return new()
        {
            Caller = NextCaller(),
            Action = action,
            Resource = resource,
            Account = A,
            Context = NextContext(),
            Identity = [.. Enumerable.Range(0, random.Next(4)).Select(_ => NextPolicy(false, false))],
            Boundary = random.Next(4) == 0 ? NextPolicy(false, false) : null,
            Session = random.Next(4) == 0 ? [.. Enumerable.Range(0, random.Next(3)).Select(_ => NextPolicy(false, false))] : null,
            Control = [.. Enumerable.Range(0, random.Next(6) == 0 ? 2 : 0).Select(_ => Enumerable.Range(0, random.Next(1, 3)).Select(_ => NextPolicy(false, false)).ToList())],
            ResourcePolicy = isKey || random.Next(3) > 0 ? NextPolicy(true, isKey) : null,
            Grants = isKey ? [.. Enumerable.Range(0, random.Next(3)).Select(_ => NextGrant())] : [],
        };
    }

    private T Of<T>(params T[] choices) => choices[random.Next(choices.Length)];

    private Caller NextCaller()
    {
        var account = random.Next(4) == 0 ? B : A;
        var (user, role) = account == A ? (Of("alice", "bob"), "app") : ("carol", "far");
        var id = user.ToUpperInvariant();
        return random.Next(8) switch
        {
            0 => Caller.Root(account, null),
            1 or 2 => new()
            {
                Account = account,
                Type = CallerType.AssumedRole,
                Arn = $"arn:aws:sts::{account}:assumed-role/{role}/s1",
                RoleArn = $"arn:aws:iam::{account}:role/{role}",
                UserId = $"AROA{role.ToUpperInvariant()}:s1",
            },
            3 => new()
            {
                Account = account,
                Type = CallerType.FederatedUser,
                Arn = $"arn:aws:sts::{account}:federated-user/fed",
                FederatedBy = $"arn:aws:iam::{account}:user/{user}",
                UserId = $"{account}:fed",
            },
            4 => new() { Account = "", Type = CallerType.AwsService, Arn = "backup.amazonaws.com", ServiceName = "backup.amazonaws.com", UserId = "" },
            5 when random.Next(3) == 0 => new() { Account = "anonymous", Type = CallerType.Anonymous, Arn = "anonymous", UserId = "" },
            _ => new() { Account = account, Type = CallerType.IamUser, Arn = $"arn:aws:iam::{account}:user/{user}", UserId = $"AIDA{id}", UserName = user },
        };
    }

    private Dictionary<string, string[]> NextContext()
    {
        Dictionary<string, string[]> context = [];
        Maybe("aws:PrincipalTag/team", "red", "Red", "blue", "*", "r*");
        Maybe("s3:max-keys", "1", "10", "100", "lots", "-3");
        Maybe("aws:CurrentTime", "2026-06-01T00:00:00Z", "2026-06-01T00:00:01Z", "1700000000", "now");
        Maybe("aws:SourceIp", "203.0.113.7", "203.0.114.0", "2001:db8::1", "2001:db9::1", "10.1.2.3", "unix");
        Maybe("aws:SecureTransport", "true", "false", "maybe");
        Maybe("x:blob", "QUI=", "QUJD", "!");
        Maybe("aws:SourceArn", "arn:aws:s3:::vault", "arn:aws:s3:us-east-1:111122223333:vault", "arn:aws:s3:::red", "arn:aws:iam::111122223333:user/alice", "vault");
        if (random.Next(2) == 0) context["aws:TagKeys"] = [.. Enumerable.Range(0, random.Next(4)).Select(_ => Of("a", "b", "red", "z"))];
        List<string> names = [];
        foreach (var name in ContextNames)
        {
            if (random.Next(2) == 0) continue;
            names.Add(name);
            context["kms:EncryptionContext:" + name] = [Of("it", "IT", "red")];
        }

        if (names.Count > 0) context["kms:EncryptionContextKeys"] = [.. names];
        return context;

        void Maybe(string key, params string[] values)
        {
            if (random.Next(4) > 0) context[key] = [Of(values)];
        }
    }

    private (string Grantee, string[] Operations, string? Constraint, Dictionary<string, string> Pairs) NextGrant() =>
        (Of([.. Principals, "backup.amazonaws.com"]), Of<string[]>(["Decrypt"], ["Encrypt", "DescribeKey"], ["Decrypt", "Encrypt", "DescribeKey"]), Of(null, "Equals", "Subset"),
            ConstraintNames.Where(_ => random.Next(2) == 0).ToDictionary(k => k, _ => Of("it", "IT")));

    private string NextPolicy(bool principal, bool isKey)
    {
        var statements = new JsonArray();
        for (var i = random.Next(1, 4); i > 0; i--) statements.Add(NextStatement(principal, isKey));
        var policy = new JsonObject { ["Statement"] = statements };
        if (random.Next(5) > 0) policy["Version"] = Of("2012-10-17", "2012-10-17", "2012-10-17", "2008-10-17");
        return policy.ToJsonString();
    }

    private JsonObject NextStatement(bool principal, bool isKey)
    {
        var denies = random.Next(5) == 0;
        var statement = new JsonObject { ["Effect"] = denies ? "Deny" : "Allow" };
        statement[random.Next(6) == 0 ? "NotAction" : "Action"] = Some(Actions);
        statement[random.Next(6) == 0 ? "NotResource" : "Resource"] = random.Next(3) == 0 ? "*" : Some(Resources);
        if (principal)
        {
            string[] named = isKey ? [.. Principals.Where(p => p == "*" || !p.Contains('*', StringComparison.Ordinal))] : Principals;
            JsonNode who = random.Next(6) switch
            {
                0 => JsonValue.Create("*"),
                1 => new JsonObject { ["Service"] = Of("backup.amazonaws.com", "s3.amazonaws.com") },
                2 => new JsonObject { ["Service"] = "backup.amazonaws.com", ["AWS"] = Some(named) },
                _ => new JsonObject { ["AWS"] = Some(named) },
            };
            statement[random.Next(6) == 0 && (denies || !isKey) ? "NotPrincipal" : "Principal"] = who;
        }

        if (random.Next(3) > 0) return statement;
        var conditions = new JsonObject();
        for (var i = random.Next(1, 3); i > 0; i--)
        {
            var (name, operands, keys) = Of(Operators);
            if (random.Next(8) == 0) conditions["Null"] = new JsonObject { [Of(keys)] = Of("true", "false") };
            else conditions[Of("", "", "", "ForAllValues:", "ForAnyValue:") + name + Of("", "", "IfExists")] = new JsonObject { [Of(keys)] = Some(operands) };
        }

        statement["Condition"] = conditions;
        return statement;
    }

    private JsonNode Some(string[] vocabulary)
    {
        if (random.Next(2) == 0) return JsonValue.Create(Of(vocabulary));
        var list = new JsonArray();
        for (var i = random.Next(1, 4); i > 0; i--) list.Add(Of(vocabulary));
        return list;
    }
}
