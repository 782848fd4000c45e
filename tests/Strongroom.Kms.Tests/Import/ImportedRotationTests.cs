using Amazon.KeyManagementService.Model;
using Strongroom.Testing;

namespace Strongroom.Kms.Tests.Import;

public sealed class ImportedRotationTests(SharedServer shared) : KmsTest(shared)
{
    [Fact]
    public async Task A_key_rotates_to_the_material_that_waits_and_opens_what_the_older_one_encrypted()
    {
        var key = await CreateExternalKeyAsync();
        var (first, second) = (Importer.NewMaterial("SYMMETRIC_DEFAULT"), Importer.NewMaterial("SYMMETRIC_DEFAULT"));
        var firstId = (await Kms.ImportAsync(key.KeyId, first)).KeyMaterialId;
        var old = await EncryptAsync(key.KeyId, "old");
        await RefusedAsync("KMSInvalidStateException", $"{key.Arn} has no key material pending rotation.", () => Kms.RotateKeyOnDemandAsync(new() { KeyId = key.KeyId }));

        var secondId = (await Kms.ImportAsync(key.KeyId, second, change: New)).KeyMaterialId;
        Assert.Equal([("PENDING_ROTATION", "IMPORTED", secondId), ("CURRENT", "IMPORTED", firstId)], await StatesAsync(key.KeyId));
        Assert.Empty((await Kms.ListKeyRotationsAsync(new() { KeyId = key.KeyId })).Rotations);
        Assert.Equal(firstId, (await Kms.EncryptAsync(new() { KeyId = key.KeyId, Plaintext = Bytes("x") }) is { } answer
            ? (await Kms.DecryptAsync(new() { CiphertextBlob = answer.CiphertextBlob })).KeyMaterialId : null));

        await Kms.RotateKeyOnDemandAsync(new() { KeyId = key.KeyId });
        Assert.Equal([("CURRENT", "IMPORTED", secondId), ("NON_CURRENT", "IMPORTED", firstId)], await StatesAsync(key.KeyId));
        var rotation = Assert.Single((await Kms.ListKeyRotationsAsync(new() { KeyId = key.KeyId })).Rotations);
        Assert.Equal(("ON_DEMAND", secondId), (rotation.RotationType.Value, rotation.KeyMaterialId));
        Assert.Equal("old", await DecryptAsync(old));
        var opened = await Kms.DecryptAsync(new() { CiphertextBlob = await EncryptAsync(key.KeyId, "new") });
        Assert.Equal(secondId, opened.KeyMaterialId);
        Assert.Equal(secondId, (await Kms.DescribeKeyAsync(key.KeyId)).KeyMetadata.CurrentKeyMaterialId);
        Assert.False((await Kms.GetKeyRotationStatusAsync(new GetKeyRotationStatusRequest { KeyId = key.KeyId })).KeyRotationEnabled);

        // Without any one of its materials the key serves nothing, and it serves again only when all have come back.
        await Kms.DeleteImportedKeyMaterialAsync(new() { KeyId = key.KeyId, KeyMaterialId = firstId });
        await Kms.DeleteImportedKeyMaterialAsync(new() { KeyId = key.KeyId, KeyMaterialId = secondId });
        await Kms.ImportAsync(key.KeyId, second);
        Assert.Equal([("CURRENT", "IMPORTED", secondId), ("NON_CURRENT", "PENDING_IMPORT", firstId)], await StatesAsync(key.KeyId));
        await RefusedAsync("KMSInvalidStateException", $"{key.Arn} is pending import.", () => EncryptAsync(key.KeyId, "x"));
        await Kms.ImportAsync(key.KeyId, first);
        Assert.Equal("old", await DecryptAsync(old));
    }

    [Fact]
    public async Task One_material_waits_at_a_time_and_may_be_taken_back()
    {
        var key = await CreateExternalKeyAsync();
        var first = Importer.NewMaterial("SYMMETRIC_DEFAULT");
        var firstId = (await Kms.ImportAsync(key.KeyId, first)).KeyMaterialId;
        await RefusedAsync("IncorrectKeyMaterialException", null, () => Kms.ImportAsync(key.KeyId, first, change: New));
        await RefusedAsync("IncorrectKeyMaterialException", null, () => Kms.ImportAsync(key.KeyId, Importer.NewMaterial("SYMMETRIC_DEFAULT")));

        var second = Importer.NewMaterial("SYMMETRIC_DEFAULT");
        var secondId = (await Kms.ImportAsync(key.KeyId, second, change: New)).KeyMaterialId;
        var refused = await Assert.ThrowsAsync<KMSInvalidStateException>(() => Kms.ImportAsync(key.KeyId, Importer.NewMaterial("SYMMETRIC_DEFAULT"), change: New));
        Assert.Matches($@"^New key material \(id: [0-9a-f]{{64}}\) cannot be imported into KMS key {key.Arn}, because another key material \(id: {secondId}\) is pending rotation\.$", refused.Message);
        await RefusedAsync("IncorrectKeyMaterialException", null, () => Kms.ImportAsync(key.KeyId, second, change: request => request.KeyMaterialId = firstId));

        Assert.Equal(secondId, (await Kms.DeleteImportedKeyMaterialAsync(new() { KeyId = key.KeyId, KeyMaterialId = secondId })).KeyMaterialId);
        Assert.Equal([("CURRENT", "IMPORTED", firstId)], await StatesAsync(key.KeyId));
        Assert.Equal("Enabled", (await Kms.DescribeKeyAsync(key.KeyId)).KeyMetadata.KeyState.Value);
        await RefusedAsync("NotFoundException", null, () => Kms.DeleteImportedKeyMaterialAsync(new() { KeyId = key.KeyId, KeyMaterialId = secondId }));
        await Kms.ImportAsync(key.KeyId, Importer.NewMaterial("SYMMETRIC_DEFAULT"), change: New);
    }

    [Fact]
    public async Task A_disabled_key_stays_disabled_and_a_rescued_one_waits_for_its_material()
    {
        var key = await CreateExternalKeyAsync();
        var material = Importer.NewMaterial("SYMMETRIC_DEFAULT");
        await Kms.ImportAsync(key.KeyId, material);
        await Kms.DisableKeyAsync(new DisableKeyRequest { KeyId = key.KeyId });
        await Kms.ImportAsync(key.KeyId, material);
        Assert.Equal("Disabled", (await Kms.DescribeKeyAsync(key.KeyId)).KeyMetadata.KeyState.Value);

        await Kms.ScheduleKeyDeletionAsync(new ScheduleKeyDeletionRequest { KeyId = key.KeyId, PendingWindowInDays = 7 });
        await RefusedAsync("KMSInvalidStateException", $"{key.Arn} is pending deletion.", () => Kms.ImportAsync(key.KeyId, material));
        await Kms.DeleteImportedKeyMaterialAsync(new() { KeyId = key.KeyId });
        Assert.Equal("PendingDeletion", (await Kms.DescribeKeyAsync(key.KeyId)).KeyMetadata.KeyState.Value);
        await Kms.CancelKeyDeletionAsync(new CancelKeyDeletionRequest { KeyId = key.KeyId });
        Assert.Equal("PendingImport", (await Kms.DescribeKeyAsync(key.KeyId)).KeyMetadata.KeyState.Value);
        await Kms.ImportAsync(key.KeyId, material);
        Assert.Equal("Enabled", (await Kms.DescribeKeyAsync(key.KeyId)).KeyMetadata.KeyState.Value);
    }

    [Fact]
    public async Task Material_is_gone_at_its_date_to_the_second_and_removed_with_a_service_event()
    {
        await using var server = await LocalServer.StartAsync();
        using var kms = server.Kms();
        var key = (await kms.CreateKeyAsync(new() { Origin = "EXTERNAL" })).KeyMetadata;
        var material = Importer.NewMaterial("SYMMETRIC_DEFAULT");
        void InAnHour(ImportKeyMaterialRequest request)
            => (request.ExpirationModel, request.ValidTo) = ("KEY_MATERIAL_EXPIRES", server.Clock.GetUtcNow().UtcDateTime.AddHours(1));
        var id = (await kms.ImportAsync(key.KeyId, material, change: InAnHour)).KeyMaterialId;
        var blob = (await kms.EncryptAsync(new() { KeyId = key.KeyId, Plaintext = Bytes("kept") })).CiphertextBlob;

        server.Clock.Move(TimeSpan.FromMinutes(61));
        await RefusedAsync("KMSInvalidStateException", $"{key.Arn} is pending import.", () => kms.DecryptAsync(new() { CiphertextBlob = blob }));
        Assert.Equal(1, await server.Running.Calendar.RunDueAsync());
        var entry = Assert.Single((await kms.ListKeyRotationsAsync(new() { KeyId = key.KeyId, IncludeKeyMaterial = "ALL_KEY_MATERIAL" })).Rotations);
        Assert.Equal("PENDING_IMPORT", entry.ImportState.Value);
        await server.Running.DrainAuditAsync();
        var record = Assert.Single(server.AuditRecords(), static record => (string?)record["eventName"] == "DeleteExpiredKeyMaterial");
        Assert.Equal(id, (string?)record["additionalEventData"]!["keyMaterialId"]);

        await kms.ImportAsync(key.KeyId, material, change: InAnHour);
        Assert.Equal("kept", Text((await kms.DecryptAsync(new() { CiphertextBlob = blob })).Plaintext));

        // Imported again before the clock's work came by: the later date holds.
        server.Clock.Move(TimeSpan.FromMinutes(61));
        await kms.ImportAsync(key.KeyId, material, change: InAnHour);
        await server.Running.Calendar.RunDueAsync();
        Assert.Equal("kept", Text((await kms.DecryptAsync(new() { CiphertextBlob = blob })).Plaintext));
        await server.RestartAsync();
        using var again = server.Kms();
        Assert.Equal("kept", Text((await again.DecryptAsync(new() { CiphertextBlob = blob })).Plaintext));
    }

    private static void New(ImportKeyMaterialRequest request) => request.ImportType = "NEW_KEY_MATERIAL";

    private Task<Amazon.KeyManagementService.Model.KeyMetadata> CreateExternalKeyAsync() => CreateKeyAsync(static request => request.Origin = "EXTERNAL");

    private async Task<List<(string State, string Import, string Id)>> StatesAsync(string keyId)
        => [.. (await Kms.ListKeyRotationsAsync(new() { KeyId = keyId, IncludeKeyMaterial = "ALL_KEY_MATERIAL" })).Rotations
            .Select(static entry => (entry.KeyMaterialState.Value, entry.ImportState.Value, entry.KeyMaterialId))];
}
