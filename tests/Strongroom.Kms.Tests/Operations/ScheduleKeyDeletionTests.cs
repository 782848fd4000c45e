namespace Strongroom.Kms.Tests.Operations;

public sealed class ScheduleKeyDeletionTests(SharedServer shared) : KmsTest(shared)
{
    [Fact]
    public async Task The_window_has_seven_to_thirty_days_and_thirty_by_default()
    {
        var key = await CreateKeyAsync();
        await RefusedAsync("ValidationException", null, () => Kms.ScheduleKeyDeletionAsync(key.KeyId, 6));
        await RefusedAsync("ValidationException", null, () => Kms.ScheduleKeyDeletionAsync(key.KeyId, 31));
        var scheduled = await Kms.ScheduleKeyDeletionAsync(key.KeyId);
        Assert.Equal(30, scheduled.PendingWindowInDays);
        Assert.Equal("PendingDeletion", scheduled.KeyState.Value);
        Assert.InRange(scheduled.DeletionDate!.Value - DateTime.UtcNow, TimeSpan.FromDays(29.9), TimeSpan.FromDays(30.1));
        await RefusedAsync("KMSInvalidStateException", $"{key.Arn} is pending deletion.", () => Kms.ScheduleKeyDeletionAsync(key.KeyId));
        await RefusedAsync("KMSInvalidStateException", $"{key.Arn} is pending deletion.", () => Kms.EnableKeyAsync(key.KeyId));
        var described = (await Kms.DescribeKeyAsync(key.KeyId)).KeyMetadata;
        Assert.False(described.Enabled);
        Assert.NotNull(described.DeletionDate);
    }

    [Fact]
    public async Task At_the_end_the_key_and_its_material_are_gone_and_a_record_says_so()
    {
        await using var server = await Testing.LocalServer.StartAsync();
        using var kms = server.Kms();
        var key = (await kms.CreateKeyAsync(new())).KeyMetadata;
        var kept = (await kms.CreateKeyAsync(new())).KeyMetadata;
        await kms.CreateAliasAsync("alias/doomed", key.KeyId);
        var blob = (await kms.EncryptAsync(new() { KeyId = key.KeyId, Plaintext = Bytes("x") })).CiphertextBlob;
        await kms.ScheduleKeyDeletionAsync(key.KeyId, 7);

        server.Clock.Move(TimeSpan.FromDays(7) - TimeSpan.FromMinutes(1));
        await server.Running.Calendar.RunDueAsync();
        Assert.Equal("PendingDeletion", (await kms.DescribeKeyAsync(key.KeyId)).KeyMetadata.KeyState.Value);

        server.Clock.Move(TimeSpan.FromMinutes(2));
        await RefusedAsync("NotFoundException", $"Key '{key.Arn}' does not exist", () => kms.DescribeKeyAsync(key.KeyId));
        Assert.Equal(1, await server.Running.Calendar.RunDueAsync());
        await RefusedAsync("NotFoundException", $"Key '{key.Arn}' does not exist", () => kms.DescribeKeyAsync(key.KeyId));
        await RefusedAsync("NotFoundException", null, () => kms.DescribeKeyAsync("alias/doomed"));
        await RefusedAsync("AccessDeniedException", null, () => kms.DecryptAsync(new() { CiphertextBlob = blob }));
        Assert.Equal(kept.KeyId, Assert.Single((await kms.ListKeysAsync(new())).Keys).KeyId);
        await server.Running.DrainAuditAsync();
        Assert.Single(server.AuditRecords(), static record => (string?)record["eventName"] == "DeleteKey");
    }
}
