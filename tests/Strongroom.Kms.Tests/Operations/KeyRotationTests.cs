using Amazon.KeyManagementService.Model;

namespace Strongroom.Kms.Tests.Operations;

public sealed class KeyRotationTests(SharedServer shared) : KmsTest(shared)
{
    [Fact]
    public async Task Rotation_is_off_until_it_is_asked_for()
    {
        var key = await CreateKeyAsync();
        var off = await Kms.GetKeyRotationStatusAsync(new GetKeyRotationStatusRequest { KeyId = key.KeyId });
        Assert.False(off.KeyRotationEnabled);
        await Kms.EnableKeyRotationAsync(new EnableKeyRotationRequest { KeyId = key.KeyId });
        var on = await Kms.GetKeyRotationStatusAsync(new GetKeyRotationStatusRequest { KeyId = key.KeyId });
        Assert.True(on.KeyRotationEnabled);
        Assert.Equal(365, on.RotationPeriodInDays);
        Assert.InRange(on.NextRotationDate!.Value - DateTime.UtcNow, TimeSpan.FromDays(364.9), TimeSpan.FromDays(365.1));
        await Kms.DisableKeyRotationAsync(new DisableKeyRotationRequest { KeyId = key.KeyId });
        Assert.False((await Kms.GetKeyRotationStatusAsync(new GetKeyRotationStatusRequest { KeyId = key.KeyId })).KeyRotationEnabled);
    }

    [Theory]
    [InlineData(89)]
    [InlineData(2561)]
    public async Task The_period_has_limits(int days)
    {
        var key = await CreateKeyAsync();
        await RefusedAsync("ValidationException", null,
            () => Kms.EnableKeyRotationAsync(new EnableKeyRotationRequest { KeyId = key.KeyId, RotationPeriodInDays = days }));
    }

    [Fact]
    public async Task When_its_date_comes_the_key_is_rotated_and_the_next_date_set()
    {
        await using var server = await Testing.LocalServer.StartAsync();
        using var kms = server.Kms();
        var key = (await kms.CreateKeyAsync(new())).KeyMetadata;
        var blob = (await kms.EncryptAsync(new() { KeyId = key.KeyId, Plaintext = Bytes("old") })).CiphertextBlob;
        await kms.EnableKeyRotationAsync(new EnableKeyRotationRequest { KeyId = key.KeyId, RotationPeriodInDays = 90 });

        server.Clock.Move(TimeSpan.FromDays(90.1));
        Assert.Equal(1, await server.Running.Calendar.RunDueAsync());
        var rotation = Assert.Single((await kms.ListKeyRotationsAsync(new() { KeyId = key.KeyId })).Rotations);
        Assert.Equal("AUTOMATIC", rotation.RotationType.Value);
        Assert.NotEqual(key.CurrentKeyMaterialId, (await kms.DescribeKeyAsync(key.KeyId)).KeyMetadata.CurrentKeyMaterialId);
        Assert.Equal("old", Text((await kms.DecryptAsync(new() { CiphertextBlob = blob })).Plaintext));

        server.Clock.Move(TimeSpan.FromDays(90.1));
        Assert.Equal(1, await server.Running.Calendar.RunDueAsync());
        Assert.Equal(2, (await kms.ListKeyRotationsAsync(new() { KeyId = key.KeyId })).Rotations.Count);
    }
}
