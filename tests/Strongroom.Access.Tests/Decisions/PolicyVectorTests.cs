using System.Text.Json;

namespace Strongroom.Access.Tests;

public sealed class PolicyVectorTests(ITestOutputHelper output)
{
    [Fact]
    public void Every_published_case_is_decided_as_expected()
    {
        var folder = Environment.GetEnvironmentVariable("STRONGROOM_VECTORS");
        if (folder is null) Assert.Skip("STRONGROOM_VECTORS is not set");
        var file = Path.Combine(folder, "iam", "policy-evaluation.json");
        using var document = JsonDocument.Parse(File.ReadAllBytes(file));

        List<string> wrong = [];
        var count = 0;
        foreach (var vector in document.RootElement.GetProperty("cases").EnumerateArray())
        {
            count++;
            var expected = vector.GetProperty("expect").GetString();
            var decision = Decide(vector);
            if (!decision.Outcome.ToString().Equals(expected, StringComparison.OrdinalIgnoreCase))
                wrong.Add($"{vector.GetProperty("id")}: expected {expected}, got {decision.Explain()}");
        }

        output.WriteLine($"iam/policy-evaluation.json: {count - wrong.Count} passed, {wrong.Count} failed, 0 skipped");
        Assert.Empty(wrong);
        Assert.NotEqual(0, count);
    }

    private static Decision Decide(JsonElement vector)
    {
        var resource = vector.GetProperty("resource");
        var action = vector.GetProperty("action").GetString()!;
        var isKey = action.StartsWith("kms:", StringComparison.Ordinal);
        var request = new AccessRequest
        {
            Caller = CallerOf(vector),
            Action = ActionName.Of(action),
            Resource = resource.GetProperty("arn").GetString()!,
            ResourceAccount = resource.GetProperty("account").GetString()!,
            ResourcePolicy = Read(resource, "policy", isKey ? PolicyKind.Key : PolicyKind.Resource),
            Grants = vector.TryGetProperty("grants", out var grants) ? [.. grants.EnumerateArray().Select(GrantOf)] : null,
            Keys = ListedKeys.FromJson(vector.GetProperty("context")),
        };
        var principal = new PrincipalPolicies
        {
            Identity = [.. vector.GetProperty("identityPolicies").EnumerateArray().Select(p => Policy.Parse(PolicyKind.Identity, p.GetRawText()))],
            Boundary = Read(vector, "permissionsBoundary", PolicyKind.Boundary),
            ServiceControl = vector.TryGetProperty("serviceControlPolicies", out var levels)
                ? [.. levels.EnumerateArray().Select(Level)] : [],
        };
        return Evaluator.Decide(request, principal);
    }

    private static Policy[] Level(JsonElement level) =>
        [.. level.EnumerateArray().Select(p => Policy.Parse(PolicyKind.ServiceControl, p.GetRawText()))];

    private static Policy? Read(JsonElement owner, string member, PolicyKind kind) =>
        owner.TryGetProperty(member, out var policy) ? Policy.Parse(kind, policy.GetRawText()) : null;

    private static Caller CallerOf(JsonElement vector)
    {
        var arn = vector.GetProperty("principal").GetString()!;
        if (!arn.StartsWith("arn:", StringComparison.Ordinal))
            return new() { Account = "", Arn = arn, Type = CallerType.AwsService, UserId = "", ServiceName = arn };
        var parts = arn.Split(':');
        var account = parts[4];
        if (parts[5] == "root") return Caller.Root(account, null);
        if (!parts[5].StartsWith("assumed-role/", StringComparison.Ordinal))
            return new() { Account = account, Arn = arn, Type = CallerType.IamUser, UserId = "AIDAEXAMPLE", UserName = parts[5].Split('/')[^1] };
        var session = Read(vector, "sessionPolicy", PolicyKind.Session);
        return new()
        {
            Account = account,
            Arn = arn,
            Type = CallerType.AssumedRole,
            UserId = "AROAEXAMPLE:s1",
            RoleArn = $"arn:aws:iam::{account}:role/{parts[5].Split('/')[1]}",
            Session = new() { IssuedAt = DateTimeOffset.UnixEpoch, Policies = session is null ? null : [session] },
        };
    }

    private static Grant GrantOf(JsonElement grant) => new()
    {
        Id = "0",
        GranteePrincipal = grant.GetProperty("granteePrincipal").GetString()!,
        Operations = grant.GetProperty("operations").EnumerateArray()
            .Aggregate(GrantOperations.None, (all, o) => all | Enum.Parse<GrantOperations>(o.GetString()!)),
        Constraints = grant.TryGetProperty("constraints", out var constraints) ? ConstraintsOf(constraints) : null,
    };

    private static GrantConstraints ConstraintsOf(JsonElement constraints) =>
        constraints.TryGetProperty("encryptionContextEquals", out var equals) ? GrantConstraints.Exactly(Pairs(equals))
            : GrantConstraints.AtLeast(Pairs(constraints.GetProperty("encryptionContextSubset")));

    private static Dictionary<string, string> Pairs(JsonElement pairs) =>
        pairs.EnumerateObject().ToDictionary(p => p.Name, p => p.Value.GetString()!);
}
