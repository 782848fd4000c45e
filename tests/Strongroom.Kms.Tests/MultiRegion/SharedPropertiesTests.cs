using Amazon.KeyManagementService.Model;
using Strongroom.Kms.Tests.Import;
using Strongroom.Testing;

namespace Strongroom.Kms.Tests.MultiRegion;

public sealed class SharedPropertiesTests(SharedServer shared) : MultiRegionTest(shared)
{
    [Fact]
    public async Task Rotation_is_the_primary_s_to_decide_and_comes_to_every_region()
    {
        var (primary, replica) = await CreatePairAsync();
        var refusal = $"{replica.Arn} is not a multi-region primary key.";
        await RefusedAsync("UnsupportedOperationException", refusal, () => KmsThere.EnableKeyRotationAsync(new EnableKeyRotationRequest { KeyId = replica.KeyId }));
        await RefusedAsync("UnsupportedOperationException", refusal, () => KmsThere.DisableKeyRotationAsync(new DisableKeyRotationRequest { KeyId = replica.KeyId }));
        await RefusedAsync("UnsupportedOperationException", refusal, () => KmsThere.RotateKeyOnDemandAsync(new() { KeyId = replica.KeyId }));

        await Kms.EnableKeyRotationAsync(new EnableKeyRotationRequest { KeyId = primary.KeyId, RotationPeriodInDays = 90 });
        var status = await KmsThere.GetKeyRotationStatusAsync(new GetKeyRotationStatusRequest { KeyId = replica.KeyId });
        Assert.Equal((true, 90), (status.KeyRotationEnabled, status.RotationPeriodInDays));
        await Kms.RotateKeyOnDemandAsync(new() { KeyId = primary.KeyId });
        Assert.Single((await KmsThere.ListKeyRotationsAsync(new() { KeyId = replica.KeyId })).Rotations);
        var described = (await KmsThere.DescribeKeyAsync(replica.KeyId)).KeyMetadata;
        Assert.Equal((await Kms.DescribeKeyAsync(primary.KeyId)).KeyMetadata.CurrentKeyMaterialId, described.CurrentKeyMaterialId);
        Assert.NotEqual(primary.CurrentKeyMaterialId, described.CurrentKeyMaterialId);

        await Kms.DisableKeyRotationAsync(new DisableKeyRotationRequest { KeyId = primary.KeyId });
        Assert.False((await KmsThere.GetKeyRotationStatusAsync(new GetKeyRotationStatusRequest { KeyId = replica.KeyId })).KeyRotationEnabled);
        await Server.Running.DrainAuditAsync();
        Assert.Equal(3, Server.AuditRecords().Count(record => (string?)record["eventName"] == "SynchronizeMultiRegionKey" && (string?)record["recipientAccountId"] == Account));
    }

    [Fact]
    public async Task A_scheduled_rotation_happens_once_and_in_every_region()
    {
        await using var server = await LocalServer.StartAsync();
        using var here = server.Kms();
        using var there = server.Kms(region: There);
        var key = (await here.CreateKeyAsync(new() { MultiRegion = true })).KeyMetadata;
        await here.ReplicateKeyAsync(new() { KeyId = key.KeyId, ReplicaRegion = There });
        var old = (await there.EncryptAsync(new() { KeyId = key.KeyId, Plaintext = Bytes("old") })).CiphertextBlob;
        await here.EnableKeyRotationAsync(new EnableKeyRotationRequest { KeyId = key.KeyId, RotationPeriodInDays = 90 });
        await here.UpdatePrimaryRegionAsync(new() { KeyId = key.KeyId, PrimaryRegion = There });

        server.Clock.Move(TimeSpan.FromDays(90.1));
        await server.Running.Calendar.RunDueAsync();
        foreach (var kms in (Amazon.KeyManagementService.AmazonKeyManagementServiceClient[])[here, there])
            Assert.Single((await kms.ListKeyRotationsAsync(new() { KeyId = key.KeyId })).Rotations);
        var fresh = (await there.EncryptAsync(new() { KeyId = key.KeyId, Plaintext = Bytes("new") })).CiphertextBlob;
        Assert.Equal("old", Text((await here.DecryptAsync(new() { CiphertextBlob = old })).Plaintext));
        Assert.Equal("new", Text((await here.DecryptAsync(new() { CiphertextBlob = fresh })).Plaintext));
    }

    [Fact]
    public async Task A_primary_waits_with_its_deletion_for_its_last_replica()
    {
        await using var server = await LocalServer.StartAsync();
        using var here = server.Kms();
        using var there = server.Kms(region: There);
        var key = (await here.CreateKeyAsync(new() { MultiRegion = true })).KeyMetadata;
        await here.ReplicateKeyAsync(new() { KeyId = key.KeyId, ReplicaRegion = There });
        var scheduled = await here.ScheduleKeyDeletionAsync(new ScheduleKeyDeletionRequest { KeyId = key.KeyId, PendingWindowInDays = 8 });
        Assert.Equal(("PendingReplicaDeletion", 8), (scheduled.KeyState.Value, scheduled.PendingWindowInDays));
        Assert.Null(scheduled.DeletionDate);
        Assert.Equal(8, (await here.DescribeKeyAsync(key.KeyId)).KeyMetadata.PendingDeletionWindowInDays);
        await RefusedAsync("KMSInvalidStateException", $"{key.Arn} is pending deletion.", () => here.EncryptAsync(new() { KeyId = key.KeyId, Plaintext = Bytes("x") }));
        await here.CancelKeyDeletionAsync(new CancelKeyDeletionRequest { KeyId = key.KeyId });
        Assert.Equal("Disabled", await StateOfAsync(here, key.KeyId));
        await here.ScheduleKeyDeletionAsync(new ScheduleKeyDeletionRequest { KeyId = key.KeyId, PendingWindowInDays = 8 });

        // The replica is a key of its own until it is gone.
        var blob = (await there.EncryptAsync(new() { KeyId = key.KeyId, Plaintext = Bytes("x") })).CiphertextBlob;
        await there.ScheduleKeyDeletionAsync(new ScheduleKeyDeletionRequest { KeyId = key.KeyId, PendingWindowInDays = 7 });
        server.Clock.Move(TimeSpan.FromDays(7.1));
        await server.Running.Calendar.RunDueAsync();
        var described = (await here.DescribeKeyAsync(key.KeyId)).KeyMetadata;
        Assert.Equal("PendingDeletion", described.KeyState.Value);
        Assert.Empty(described.MultiRegionConfiguration.ReplicaKeys);
        Assert.Equal(server.Clock.GetUtcNow().UtcDateTime.AddDays(8), described.DeletionDate!.Value.ToUniversalTime(), TimeSpan.FromMinutes(1));
        await RefusedAsync("NotFoundException", null, () => there.DescribeKeyAsync(key.KeyId));

        await here.CancelKeyDeletionAsync(new CancelKeyDeletionRequest { KeyId = key.KeyId });
        await here.EnableKeyAsync(new EnableKeyRequest { KeyId = key.KeyId });
        Assert.Equal("x", Text((await here.DecryptAsync(new() { CiphertextBlob = blob })).Plaintext));
        await here.ReplicateKeyAsync(new() { KeyId = key.KeyId, ReplicaRegion = There });
        Assert.Equal("x", Text((await there.DecryptAsync(new() { CiphertextBlob = blob })).Plaintext));
    }

    [Fact]
    public async Task Imported_material_is_imported_in_each_region_and_must_be_the_same()
    {
        var first = Importer.NewMaterial("SYMMETRIC_DEFAULT");
        var primary = await CreateKeyAsync(static request => (request.MultiRegion, request.Origin) = (true, "EXTERNAL"));
        await RefusedAsync("KMSInvalidStateException", $"{primary.Arn} is pending import.", () => Kms.ReplicateKeyAsync(new() { KeyId = primary.KeyId, ReplicaRegion = There }));
        var id = (await Kms.ImportAsync(primary.KeyId, first)).KeyMaterialId;
        var replica = (await Kms.ReplicateKeyAsync(new() { KeyId = primary.KeyId, ReplicaRegion = There })).ReplicaKeyMetadata;
        Assert.Equal("PendingImport", replica.KeyState.Value);
        await RefusedAsync("IncorrectKeyMaterialException", null, () => KmsThere.ImportAsync(primary.KeyId, Importer.NewMaterial("SYMMETRIC_DEFAULT")));
        Assert.Equal(id, (await KmsThere.ImportAsync(primary.KeyId, first)).KeyMaterialId);
        var blob = await EncryptAsync(primary.KeyId, "here");
        Assert.Equal("here", Text((await KmsThere.DecryptAsync(new() { CiphertextBlob = blob })).Plaintext));
        await KmsThere.DeleteImportedKeyMaterialAsync(new() { KeyId = primary.KeyId });
        Assert.Equal(("Enabled", "PendingImport"), (await StateOfAsync(Kms, primary.KeyId), await StateOfAsync(KmsThere, primary.KeyId)));
        await KmsThere.ImportAsync(primary.KeyId, first);

        var second = Importer.NewMaterial("SYMMETRIC_DEFAULT");
        static void New(ImportKeyMaterialRequest request) => request.ImportType = "NEW_KEY_MATERIAL";
        await RefusedAsync("UnsupportedOperationException", $"{replica.Arn} is not a multi-region primary key.", () => KmsThere.ImportAsync(primary.KeyId, second, change: New));
        await Kms.ImportAsync(primary.KeyId, second, change: New);
        Assert.Equal(["PENDING_MULTI_REGION_IMPORT_AND_ROTATION", "CURRENT"], await StatesAsync(Kms, primary.KeyId));
        await RefusedAsync("KMSInvalidStateException", $"{replica.Arn} has no key material pending rotation.", () => Kms.RotateKeyOnDemandAsync(new() { KeyId = primary.KeyId }));
        await KmsThere.ImportAsync(primary.KeyId, second);
        Assert.Equal(["PENDING_ROTATION", "CURRENT"], await StatesAsync(KmsThere, primary.KeyId));
        await Kms.RotateKeyOnDemandAsync(new() { KeyId = primary.KeyId });
        Assert.Equal(["CURRENT", "NON_CURRENT"], await StatesAsync(KmsThere, primary.KeyId));
        Assert.Equal("new", await DecryptAsync((await KmsThere.EncryptAsync(new() { KeyId = primary.KeyId, Plaintext = Bytes("new") })).CiphertextBlob));

        // Taken back at the primary, what waits is gone in every region.
        var third = Importer.NewMaterial("SYMMETRIC_DEFAULT");
        var thirdId = (await Kms.ImportAsync(primary.KeyId, third, change: New)).KeyMaterialId;
        await KmsThere.ImportAsync(primary.KeyId, third);
        await Kms.DeleteImportedKeyMaterialAsync(new() { KeyId = primary.KeyId, KeyMaterialId = thirdId });
        Assert.Equal(["CURRENT", "NON_CURRENT"], await StatesAsync(KmsThere, primary.KeyId));
    }

    private static async Task<List<string>> StatesAsync(Amazon.KeyManagementService.AmazonKeyManagementServiceClient kms, string keyId)
        => [.. (await kms.ListKeyRotationsAsync(new() { KeyId = keyId, IncludeKeyMaterial = "ALL_KEY_MATERIAL" })).Rotations
            .Select(static entry => entry.KeyMaterialState.Value)];
}
