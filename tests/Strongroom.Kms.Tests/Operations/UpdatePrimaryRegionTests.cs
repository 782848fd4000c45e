using Amazon.KeyManagementService.Model;
using Strongroom.Kms.Tests.MultiRegion;

namespace Strongroom.Kms.Tests.Operations;

public sealed class UpdatePrimaryRegionTests(SharedServer shared) : MultiRegionTest(shared)
{
    [Fact]
    public async Task A_replica_becomes_primary_and_the_primary_a_replica()
    {
        var (primary, replica) = await CreatePairAsync();
        await Kms.UpdatePrimaryRegionAsync(new() { KeyId = primary.KeyId, PrimaryRegion = There });
        foreach (var (kms, type) in ((Amazon.KeyManagementService.AmazonKeyManagementServiceClient, string)[])[(Kms, "REPLICA"), (KmsThere, "PRIMARY")])
        {
            var shown = (await kms.DescribeKeyAsync(primary.KeyId)).KeyMetadata.MultiRegionConfiguration;
            Assert.Equal((type, There), (shown.MultiRegionKeyType.Value, shown.PrimaryKey.Region));
            Assert.Equal(Here, Assert.Single(shown.ReplicaKeys).Region);
        }

        await RefusedAsync("UnsupportedOperationException", $"{primary.Arn} is not a multi-region primary key.",
            () => Kms.RotateKeyOnDemandAsync(new() { KeyId = primary.KeyId }));
        await KmsThere.RotateKeyOnDemandAsync(new() { KeyId = primary.KeyId });
        await KmsThere.ReplicateKeyAsync(new() { KeyId = replica.KeyId, ReplicaRegion = Third });
        var blob = await EncryptAsync(primary.KeyId, "here");
        Assert.Equal("here", Text((await KmsThird.DecryptAsync(new() { CiphertextBlob = blob })).Plaintext));
    }

    [Fact]
    public async Task Only_a_primary_hands_over_and_only_to_a_replica_that_is_usable()
    {
        var (primary, replica) = await CreatePairAsync();
        await RefusedAsync("UnsupportedOperationException", $"{replica.Arn} is not a multi-region primary key.",
            () => KmsThere.UpdatePrimaryRegionAsync(new() { KeyId = primary.KeyId, PrimaryRegion = There }));
        await RefusedAsync("NotFoundException", $"Key 'arn:aws:kms:{Third}:{Account}:key/{primary.KeyId}' does not exist",
            () => Kms.UpdatePrimaryRegionAsync(new() { KeyId = primary.KeyId, PrimaryRegion = Third }));
        await RefusedAsync("ValidationException", null, () => Kms.UpdatePrimaryRegionAsync(new() { KeyId = primary.KeyId, PrimaryRegion = Here }));
        await KmsThere.ScheduleKeyDeletionAsync(new ScheduleKeyDeletionRequest { KeyId = primary.KeyId });
        await RefusedAsync("KMSInvalidStateException", $"{replica.Arn} is pending deletion.",
            () => Kms.UpdatePrimaryRegionAsync(new() { KeyId = primary.KeyId, PrimaryRegion = There }));
    }
}
