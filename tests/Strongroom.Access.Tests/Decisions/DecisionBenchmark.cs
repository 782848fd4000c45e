using System.Diagnostics;

namespace Strongroom.Access.Tests;

/// <summary>What a decision costs. Run by hand, in Release: <c>dotnet run -c Release --project test/Strongroom.Access.Tests -- -explicit only -showLiveOutput</c>.</summary>
public sealed class DecisionBenchmark(ITestOutputHelper output) : IConditionKeys, ICallFacts
{
    private const string Account = "111122223333", Key = "arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";

    private static readonly ActionName Decrypt = ActionName.Of("kms:Decrypt");

    private static readonly Policy Default = Policy.Parse(PolicyKind.Key,
        """{"Version":"2012-10-17","Statement":[{"Sid":"Enable IAM User Permissions","Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:root"},"Action":"kms:*","Resource":"*"}]}""");

    private static readonly Caller Alice = new()
    {
        Account = Account,
        Arn = "arn:aws:iam::111122223333:user/alice",
        Type = CallerType.IamUser,
        UserId = "AIDAALICE",
        UserName = "alice",
    };

    public string SourceAddress => "203.0.113.7";

    public bool Tls => true;

    public DateTimeOffset Time => DateTimeOffset.UnixEpoch;

    public string Region => "us-east-1";

    public string? UserAgent => "aws-cli";

    public string? ViaService => null;

    [Fact(Explicit = true)]
    public void Nanoseconds_and_bytes_per_decision_are_printed()
    {
        var ten = new PrincipalPolicies { Identity = [.. Enumerable.Range(0, 10).Select(i => Policy.Parse(PolicyKind.Identity, Typical(i)))] };
        Measure("root, default key policy", Question(Caller.Root(Account, null)), PrincipalPolicies.None, Outcome.Allow);
        Measure("user with 10 policies, default key policy", Question(Alice), ten, Outcome.Allow);
        Measure("user with nothing, default key policy", Question(Alice), PrincipalPolicies.None, Outcome.ImplicitDeny);

        var bomb = string.Concat(Enumerable.Repeat("*a", 500)) + "*b";
        var policy = new PrincipalPolicies
        {
            Identity = [Policy.Parse(PolicyKind.Identity, Like($"\"{bomb}\""))],
        };
        Measure("wildcard bomb, 8,192 characters", Question(Alice), policy, Outcome.ImplicitDeny);
        var second = string.Concat(Enumerable.Repeat("*?a", 500)) + "b*";
        policy = new()
        {
            Identity = [Policy.Parse(PolicyKind.Identity, Like($"[\"{second}\",\"*{string.Concat(Enumerable.Repeat("a?", 1_000))}b*\"]"))],
        };
        Measure("wildcard bomb with question marks", Question(Alice), policy, Outcome.ImplicitDeny);
    }

    public ContextValue Find(ConditionKey key) => key.Name switch
    {
        "kms:encryptioncontext:app" => "reports",
        "x:text" => Text,
        _ => ContextValue.Missing,
    };

    private static readonly string Text = new('a', 8_192);

    private AccessRequest Question(Caller caller) => new()
    {
        Caller = caller,
        Action = Decrypt,
        Resource = Key,
        ResourceAccount = Account,
        ResourcePolicy = Default,
        Facts = this,
        Keys = this,
    };

    private static string Like(string patterns) =>
        """{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"kms:*","Resource":"*","Condition":{"StringLike":{"x:text":PATTERNS}}}]}"""
            .Replace("PATTERNS", patterns, StringComparison.Ordinal);

    // The tenth policy is the one that allows.
    private static string Typical(int i) =>
        """
        {"Version":"2012-10-17","Statement":[
        {"Effect":"Allow","Action":["s3:Get*","s3:List*"],"Resource":["arn:aws:s3:::team-NUMBER/*","arn:aws:s3:::team-NUMBER"]},
        {"Effect":"Allow","Action":["kms:Decrypt","kms:GenerateDataKey"],"Resource":"arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-123456789LAST",
         "Condition":{"StringEquals":{"kms:EncryptionContext:app":["reports","billing"]},"Bool":{"aws:SecureTransport":"true"}}},
        {"Effect":"Deny","Action":"kms:ScheduleKeyDeletion","Resource":"*"}]}
        """.Replace("NUMBER", $"{i}", StringComparison.Ordinal).Replace("LAST", i == 9 ? "*" : $"{i}", StringComparison.Ordinal);

    private void Measure(string name, AccessRequest request, PrincipalPolicies principal, Outcome expected)
    {
        Assert.Equal(expected, Evaluator.Decide(request, principal).Outcome);
        // The best of many short batches: other work on the machine only ever adds.
        var best = double.MaxValue;
        var allocated = GC.GetAllocatedBytesForCurrentThread();
        var rounds = 0L;
        for (var begin = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(begin) < TimeSpan.FromSeconds(1);)
        {
            const int Batch = 64;
            var start = Stopwatch.GetTimestamp();
            for (var i = 0; i < Batch; i++) Evaluator.Decide(request, principal);
            best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalNanoseconds / Batch);
            rounds += Batch;
        }

        var bytes = (GC.GetAllocatedBytesForCurrentThread() - allocated) / rounds;
        output.WriteLine($"{name}: {best:F0} ns, {bytes} bytes");
    }
}
