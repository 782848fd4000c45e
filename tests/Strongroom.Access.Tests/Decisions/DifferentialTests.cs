using System.Globalization;
using System.Text.Json;

namespace Strongroom.Access.Tests;

public sealed class DifferentialTests(ITestOutputHelper output)
{
    private const int Questions = 100_000;

    [Fact]
    public void A_second_evaluator_written_apart_decides_every_random_question_alike()
    {
        var seed = Environment.GetEnvironmentVariable("STRONGROOM_SEED") is { } text ? int.Parse(text, CultureInfo.InvariantCulture) : Random.Shared.Next();
        var questions = new RandomScenario(new Random(seed));
        var counts = new int[3];
        for (var i = 0; i < Questions; i++)
        {
            var scenario = questions.Next();
            var plain = PlainEvaluator.Decide(scenario);
            var decision = Decide(scenario);
            counts[(int)plain]++;
            Assert.True(plain == decision.Outcome, $"seed {seed}, question {i}: plain {plain}, compiled {decision.Explain()}\n{JsonSerializer.Serialize(scenario)}");
        }

        output.WriteLine($"seed {seed}: {Questions} questions, 0 differences; implicit denials {counts[0]}, explicit {counts[1]}, allowed {counts[2]}");
        Assert.All(counts, count => Assert.True(count > Questions / 50));
    }

    internal static Decision Decide(Scenario s) => Evaluator.Decide(RequestOf(s), PoliciesOf(s));

    private static AccessRequest RequestOf(Scenario s)
    {
        Policy[]? session = s.Session is null ? null : [.. s.Session.Select(p => Policy.Parse(PolicyKind.Session, p))];
        return new()
        {
            Caller = session is null ? s.Caller : s.Caller with { Session = new() { IssuedAt = DateTimeOffset.UnixEpoch, Policies = session } },
            Action = ActionName.Of(s.Action),
            Resource = s.Resource,
            ResourceAccount = s.Account,
            ResourcePolicy = s.ResourcePolicy is null ? null : Policy.Parse(s.IsKey ? PolicyKind.Key : PolicyKind.Resource, s.ResourcePolicy),
            Keys = new ListedKeys([.. s.Context.Select(c => (c.Key, c.Value))]),
            Grants = [.. s.Grants.Select(g => new Grant
            {
                Id = "0",
                GranteePrincipal = g.Grantee,
                Operations = g.Operations.Aggregate(GrantOperations.None, (all, o) => all | Enum.Parse<GrantOperations>(o)),
                Constraints = g.Constraint switch { null => null, "Equals" => GrantConstraints.Exactly(g.Pairs), _ => GrantConstraints.AtLeast(g.Pairs) },
            })],
        };
    }

    private static PrincipalPolicies PoliciesOf(Scenario s) => new()
    {
        Identity = [.. s.Identity.Select(p => Policy.Parse(PolicyKind.Identity, p))],
        Boundary = s.Boundary is null ? null : Policy.Parse(PolicyKind.Boundary, s.Boundary),
        ServiceControl = [.. s.Control.Select(level => level.Select(p => Policy.Parse(PolicyKind.ServiceControl, p)).ToList())],
    };
}
