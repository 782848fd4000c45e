using System.Text.Json.Nodes;

namespace Strongroom.SecretsManager.Tests.Operations;

public sealed class ReplicationTests(SharedServer shared) : SecretsTest(shared)
{
    private const string Replica = "eu-west-1";

    [Fact]
    public async Task A_replica_follows_its_primary_until_it_is_cut_off()
    {
        var arn = await CreateAsync("r", "v1", new() { ["Tags"] = new JsonArray(new JsonObject { ["Key"] = "k", ["Value"] = "v" }) });
        var status = await Call("ReplicateSecretToRegions", new() { ["SecretId"] = arn, ["AddReplicaRegions"] = Regions(Replica) });
        Assert.Equal("InSync", (string?)status["ReplicationStatus"]![0]!["Status"]);
        Assert.Equal("v1", await ValueAsync("r", region: Replica));
        var token = await PutAsync("r", "v2");
        Assert.Equal("v2", await ValueAsync("r", region: Replica));
        Assert.Equal("v1", await ValueAsync("r", "AWSPREVIOUS", region: Replica));
        var there = await Call("DescribeSecret", new() { ["SecretId"] = "r" }, Replica);
        Assert.Equal(arn.Replace("us-east-1", Replica, StringComparison.Ordinal), (string?)there["ARN"]);
        Assert.Equal("us-east-1", (string?)there["PrimaryRegion"]);
        Assert.Equal("v", (string?)there["Tags"]![0]!["Value"]);
        Assert.Equal("AWSCURRENT", (string?)there["VersionIdsToStages"]![token]![0]);

        const string OnReplica = "Operation not permitted on a replica secret. Call must be made in primary secret's region.";
        await RefusedAsync("InvalidParameterException", OnReplica,
            () => Call("PutSecretValue", new() { ["SecretId"] = "r", ["ClientRequestToken"] = Token(), ["SecretString"] = "x" }, Replica));
        await RefusedAsync("InvalidParameterException", OnReplica, () => Call("DeleteSecret", new() { ["SecretId"] = "r" }, Replica));
        await RefusedAsync("InvalidParameterException", $"You can't delete secret r that still has replica regions [{Replica}]", () => Call("DeleteSecret", new() { ["SecretId"] = "r" }));

        await Call("StopReplicationToReplica", new() { ["SecretId"] = "r" }, Replica);
        await PutAsync("r", "v3");
        Assert.Equal("v2", await ValueAsync("r", region: Replica));
        Assert.Null((await Call("DescribeSecret", new() { ["SecretId"] = "r" }))["ReplicationStatus"]);
        await Call("DeleteSecret", new() { ["SecretId"] = "r" });
    }

    [Fact]
    public async Task A_replica_is_under_a_key_of_its_region_and_goes_at_once_when_removed()
    {
        var key = (string)(await Kms("CreateKey", [], Replica))["KeyMetadata"]!["Arn"]!;
        await CreateAsync("keyed", more: new() { ["AddReplicaRegions"] = new JsonArray(new JsonObject { ["Region"] = Replica, ["KmsKeyId"] = key }) });
        await ValueAsync("keyed", region: Replica);
        await Kms("DisableKey", new() { ["KeyId"] = key }, Replica);
        await RefusedAsync("DecryptionFailure", null, () => ValueAsync("keyed", region: Replica));

        // The region that cannot be reached is behind and says why; the primary goes on.
        await PutAsync("keyed", "v2");
        Assert.Equal("v2", await ValueAsync("keyed"));
        var status = (await Call("DescribeSecret", new() { ["SecretId"] = "keyed" }))["ReplicationStatus"]![0]!;
        Assert.Equal("Failed", (string?)status["Status"]);
        Assert.Contains("is disabled", (string?)status["StatusMessage"]);
        await Kms("EnableKey", new() { ["KeyId"] = key }, Replica);
        await PutAsync("keyed", "v3");
        Assert.Equal("v3", await ValueAsync("keyed", region: Replica));

        Assert.Equal("[]", (await Call("RemoveRegionsFromReplication", new() { ["SecretId"] = "keyed", ["RemoveReplicaRegions"] = new JsonArray(Replica) }))["ReplicationStatus"]!.ToJsonString());
        await RefusedAsync("ResourceNotFoundException", null, () => ValueAsync("keyed", region: Replica));
    }

    [Fact]
    public async Task A_name_that_is_taken_there_fails_unless_it_may_be_overwritten()
    {
        await Call("CreateSecret", new() { ["Name"] = "taken", ["ClientRequestToken"] = Token(), ["SecretString"] = "theirs" }, Replica);
        await CreateAsync("taken", "ours");
        var status = (await Call("ReplicateSecretToRegions", new() { ["SecretId"] = "taken", ["AddReplicaRegions"] = Regions(Replica) }))["ReplicationStatus"]![0]!;
        Assert.Equal("Failed", (string?)status["Status"]);
        Assert.Equal($"Replication failed: Secret name taken already exists in region {Replica}.", (string?)status["StatusMessage"]);
        Assert.Equal("theirs", await ValueAsync("taken", region: Replica));
        await Call("ReplicateSecretToRegions", new() { ["SecretId"] = "taken", ["AddReplicaRegions"] = Regions(Replica), ["ForceOverwriteReplicaSecret"] = true });
        Assert.Equal("ours", await ValueAsync("taken", region: Replica));
        await RefusedAsync("InvalidParameterException", "Invalid replica region.",
            () => Call("ReplicateSecretToRegions", new() { ["SecretId"] = "taken", ["AddReplicaRegions"] = Regions("us-east-1") }));
        await RefusedAsync("InvalidParameterException", "Invalid replica region.",
            () => Call("ReplicateSecretToRegions", new() { ["SecretId"] = "taken", ["AddReplicaRegions"] = Regions("mars-north-1") }));
    }

    private static JsonArray Regions(string region) => new(new JsonObject { ["Region"] = region });
}
