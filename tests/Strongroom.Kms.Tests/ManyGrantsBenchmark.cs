using System.Diagnostics;
using Strongroom.Access;
using Strongroom.Aws;
using Strongroom.Iam;
using Strongroom.Storage;
using Strongroom.Testing;

namespace Strongroom.Kms.Tests;

/// <summary>
/// What KMS's authorisation of one call costs in all, on a key with few grants and with 50,000: key policy, grants, the caller's policies and the
/// decision. Run by hand, in Release, with <c>-explicit only -showLiveOutput</c>.
/// </summary>
public sealed class ManyGrantsBenchmark(ITestOutputHelper output)
{
    private const string Account = "000000000000";

    [Fact(Explicit = true)]
    public async Task Nanoseconds_and_bytes_of_an_authorisation_are_printed()
    {
        await using var server = await LocalServer.StartAsync();
        using var kms = server.Kms();
        var id = (await kms.CreateKeyAsync(new())).KeyMetadata.KeyId;
        await kms.CreateGrantAsync(new() { KeyId = id, GranteePrincipal = ArnOf(-1), Operations = ["Encrypt"] });
        var installation = server.Running.Installation;
        var records = installation.Records;
        var authorizer = new KmsAuthorizer(
            records, new(records), new(installation.Keyring.Purpose("grant-tokens")), new(new PrincipalStore(records)));
        var key = (await records.FindAsync(KmsKey.Records, KmsKey.RecordKeyOf(Account, "us-east-1", id), CancellationToken.None))!.Value;

        var made = 0;
        foreach (var grants in (int[])[10, 50_000])
        {
            for (var until = made; made < grants; made = until)
            {
                until = Math.Min(made + 500, grants);
                await GrantAsync(records, key, made, until);
            }

            await MeasureAsync($"{grants} grants, the root", authorizer, key, Caller.Root(Account, null));
            await MeasureAsync($"{grants} grants, a grantee", authorizer, key, new()
            {
                Account = Account,
                Arn = ArnOf(grants / 2),
                Type = CallerType.IamUser,
                UserId = "AIDA",
            });
        }
    }

    private async Task MeasureAsync(string name, KmsAuthorizer authorizer, KmsKey key, Caller caller)
    {
        const int Calls = 50;
        var (action, access) = (ActionName.Of("kms:Encrypt"), new KeyAccess { Key = key });
        var (best, bytes) = (double.MaxValue, 0L);
        for (var batch = 0; batch < 2_000; batch++)
        {
            var calls = Enumerable.Range(0, Calls).Select(_ => CallOf(caller)).ToList();
            var allocated = GC.GetAllocatedBytesForCurrentThread();
            var start = Stopwatch.GetTimestamp();
            foreach (var call in calls) await authorizer.DemandAsync(call, action, access, CancellationToken.None);
            best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalNanoseconds / Calls);
            bytes = (GC.GetAllocatedBytesForCurrentThread() - allocated) / Calls;
        }

        output.WriteLine($"{name}: {best:F0} ns, {bytes} bytes");
    }

    private static async Task GrantAsync(Records records, KmsKey key, int from, int until)
    {
        var changes = new StagedChanges();
        for (var i = from; i < until; i++)
        {
            var grant = new KmsGrant
            {
                GrantId = $"{i:x64}",
                Account = Account,
                Region = "us-east-1",
                KeyId = key.KeyId,
                CreationDate = DateTimeOffset.UnixEpoch,
                GranteePrincipal = ArnOf(i),
                IssuingAccount = Account,
                Operations = ["Encrypt"],
            };
            changes.Create(KmsGrant.Records, KmsGrant.RecordKeyOf(key, grant.GrantId), grant);
            changes.Create(GranteeGrants.Records, GranteeGrants.RecordKeyOf(key, grant.GranteePrincipal), new([grant]));
        }

        Assert.True((await records.CommitAsync(changes)).Committed);
    }

    private static string ArnOf(int i) => $"arn:aws:iam::{Account}:user/grantee{i}";

    private static Call CallOf(Caller caller) => new()
    {
        RequestId = Guid.Empty,
        Caller = caller,
        Region = "us-east-1",
        SourceAddress = "203.0.113.7",
        Time = DateTimeOffset.UnixEpoch,
        Record = new()
        {
            EventId = Guid.Empty,
            EventTime = DateTimeOffset.UnixEpoch,
            EventSource = "kms.amazonaws.com",
            EventName = "Encrypt",
            Caller = caller,
            Region = "us-east-1",
            RecipientAccount = Account,
        },
    };
}
