namespace Strongroom.Kms.Tests.Operations;

public sealed class RotateKeyOnDemandTests(SharedServer shared) : KmsTest(shared)
{
    [Fact]
    public async Task What_was_encrypted_before_a_rotation_opens_after_three_more()
    {
        var key = await CreateKeyAsync();
        var blobs = new List<MemoryStream> { await EncryptAsync(key.KeyId, "0") };
        for (var rotation = 1; rotation <= 4; rotation++)
        {
            Assert.Equal(key.Arn, (await Kms.RotateKeyOnDemandAsync(new() { KeyId = key.KeyId })).KeyId);
            blobs.Add(await EncryptAsync(key.KeyId, rotation.ToString(null as IFormatProvider)));
        }
        for (var generation = 0; generation < blobs.Count; generation++)
            Assert.Equal(generation.ToString(null as IFormatProvider), await DecryptAsync(blobs[generation]));

        var rotations = await Kms.ListKeyRotationsAsync(new() { KeyId = key.KeyId });
        Assert.Equal(4, rotations.Rotations.Count);
        Assert.All(rotations.Rotations, static rotation => Assert.Equal("ON_DEMAND", rotation.RotationType.Value));
        Assert.Equal("CURRENT", rotations.Rotations[0].KeyMaterialState.Value);
        Assert.All(rotations.Rotations.Skip(1), static rotation => Assert.Equal("NON_CURRENT", rotation.KeyMaterialState.Value));

        var all = await Kms.ListKeyRotationsAsync(new() { KeyId = key.KeyId, IncludeKeyMaterial = "ALL_KEY_MATERIAL" });
        Assert.Equal(5, all.Rotations.Select(static rotation => rotation.KeyMaterialId).Distinct().Count());
        Assert.Equal(key.CurrentKeyMaterialId, all.Rotations[^1].KeyMaterialId);
        Assert.Null(all.Rotations[^1].RotationDate);
    }

    [Fact]
    public async Task Twenty_five_rotations_are_all_that_a_key_has()
    {
        var key = await CreateKeyAsync();
        for (var rotation = 0; rotation < 25; rotation++) await Kms.RotateKeyOnDemandAsync(new() { KeyId = key.KeyId });
        await RefusedAsync("LimitExceededException", "The on-demand rotations limit has been reached for the given keyId."
            + $" No more on-demand rotations can be performed for this key: {key.Arn}", () => Kms.RotateKeyOnDemandAsync(new() { KeyId = key.KeyId }));
    }

    [Fact]
    public async Task A_rotation_leaves_a_service_event()
    {
        var key = await CreateKeyAsync();
        await Kms.RotateKeyOnDemandAsync(new() { KeyId = key.KeyId });
        await Server.Running.DrainAuditAsync();
        var record = Assert.Single(Server.AuditRecords(), record => (string?)record["eventName"] == "RotateKey" && (string?)record["recipientAccountId"] == Account);
        Assert.Equal("AwsServiceEvent", (string?)record["eventType"]);
        Assert.Equal("ON_DEMAND", (string?)record["additionalEventData"]!["rotationType"]);
    }
}
