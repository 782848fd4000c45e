using System.Diagnostics;
using Strongroom.Access;
using Strongroom.Iam.Operations;

namespace Strongroom.Iam.Tests;

/// <summary>
/// What it costs to find a caller and decide, among few users and among many. Run by hand, in Release, with <c>-explicit
/// only</c>.
/// </summary>
public sealed class ManyUsersBenchmark(ITestOutputHelper output)
{
    [Fact(Explicit = true)]
    public async Task The_time_of_a_decision_among_10_and_10000_users_with_10_policies_each_is_printed()
    {
        using var world = new IamWorld();
        var callers = new List<Caller>();
        var made = 0;
        foreach (var users in (int[])[10, 10_000])
        {
            for (; made < users; made++)
            {
                callers.Add(await world.UserAsync($"user{made}"));
                for (var i = 0; i < 10; i++)
                {
                    var policy = $$"""{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:Get*","Resource":"arn:aws:s3:::team-{{i}}/*"}]}""";
                    await world.DoAsync<PutUserPolicy.Request>(typeof(PutUserPolicy), world.Root,
                        new() { UserName = $"user{made}", PolicyName = $"p{i}", PolicyDocument = policy });
                }
            }

            // Once for everybody, so that nobody's policies are compiled while the clock runs.
            foreach (var caller in callers) await world.DecideAsync(caller, "s3:GetObject");
            output.WriteLine($"{users} users: {await BestAsync(world, [callers[^1]]):F0} ns to find the credential and decide, for one user");
            output.WriteLine($"{users} users: {await BestAsync(world, callers):F0} ns, for another user each time");
        }
    }

    private static async Task<double> BestAsync(IamWorld world, List<Caller> callers)
    {
        var best = double.MaxValue;
        for (var batch = 0; batch < 400; batch++)
        {
            var start = Stopwatch.GetTimestamp();
            for (var i = 0; i < 50; i++)
            {
                var caller = callers[(batch * 50 + i) % callers.Count];
                Assert.NotNull(await world.Credentials.FindAsync(caller.AccessKeyId!, null, default));
                Assert.True((await world.DecideAsync(caller, "s3:GetObject", "arn:aws:s3:::team-7/a")).IsAllowed);
            }

            best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalNanoseconds / 50);
        }

        return best;
    }
}
