using Amazon.KeyManagementService.Model;
using Strongroom.Kms.Tests.MultiRegion;

namespace Strongroom.Kms.Tests.Operations;

public sealed class ReplicateKeyTests(SharedServer shared) : MultiRegionTest(shared)
{
    [Fact]
    public async Task A_primary_is_a_multi_region_key_before_it_has_replicas()
    {
        var key = await CreateKeyAsync(static request => request.MultiRegion = true);
        Assert.Matches("^mrk-[0-9a-f]{32}$", key.KeyId);
        var shown = key.MultiRegionConfiguration;
        Assert.True(key.MultiRegion);
        Assert.Equal(("PRIMARY", key.Arn, Here), (shown.MultiRegionKeyType.Value, shown.PrimaryKey.Arn, shown.PrimaryKey.Region));
        Assert.Empty(shown.ReplicaKeys);
        Assert.Null((await CreateKeyAsync()).MultiRegionConfiguration);
    }

    [Fact]
    public async Task A_ciphertext_opens_in_every_region_of_its_key_and_in_no_other()
    {
        var (primary, replica) = await CreatePairAsync();
        Assert.Equal($"arn:aws:kms:{There}:{Account}:key/{primary.KeyId}", replica.Arn);
        Assert.Equal(("Enabled", primary.CurrentKeyMaterialId), (replica.KeyState.Value, replica.CurrentKeyMaterialId));

        var context = new Dictionary<string, string> { ["a"] = "b" };
        var here = await EncryptAsync(primary.KeyId, "from here", context);
        var there = (await KmsThere.EncryptAsync(new() { KeyId = replica.KeyId, Plaintext = Bytes("from there"), EncryptionContext = context })).CiphertextBlob;
        var opened = await KmsThere.DecryptAsync(new() { CiphertextBlob = here, EncryptionContext = context });
        Assert.Equal(("from here", replica.Arn), (Text(opened.Plaintext), opened.KeyId));
        Assert.Equal("from there", await DecryptAsync(there, context));
        await RefusedAsync("AccessDeniedException", null, () => KmsThird.DecryptAsync(new() { CiphertextBlob = here, EncryptionContext = context }));
    }

    [Fact]
    public async Task Signatures_and_macs_are_the_same_key_s_in_every_region()
    {
        var (primary, _) = await CreatePairAsync(static request => (request.KeySpec, request.KeyUsage) = ("ECC_NIST_P256", "SIGN_VERIFY"));
        var signature = (await Kms.SignAsync(new() { KeyId = primary.KeyId, Message = Bytes("m"), SigningAlgorithm = "ECDSA_SHA_256" })).Signature;
        Assert.True((await KmsThere.VerifyAsync(new() { KeyId = primary.KeyId, Message = Bytes("m"), Signature = signature, SigningAlgorithm = "ECDSA_SHA_256" })).SignatureValid);
        var (hmac, _) = await CreatePairAsync(static request => (request.KeySpec, request.KeyUsage) = ("HMAC_256", "GENERATE_VERIFY_MAC"));
        var mac = (await Kms.GenerateMacAsync(new() { KeyId = hmac.KeyId, Message = Bytes("m"), MacAlgorithm = "HMAC_SHA_256" })).Mac;
        Assert.True((await KmsThere.VerifyMacAsync(new() { KeyId = hmac.KeyId, Message = Bytes("m"), Mac = mac, MacAlgorithm = "HMAC_SHA_256" })).MacValid);
    }

    [Fact]
    public async Task Every_key_shows_where_its_kin_is()
    {
        var (primary, _) = await CreatePairAsync();
        await Kms.ReplicateKeyAsync(new() { KeyId = primary.KeyId, ReplicaRegion = Third });
        foreach (var (kms, type) in ((Amazon.KeyManagementService.AmazonKeyManagementServiceClient, string)[])[(Kms, "PRIMARY"), (KmsThere, "REPLICA"), (KmsThird, "REPLICA")])
        {
            var shown = (await kms.DescribeKeyAsync(primary.KeyId)).KeyMetadata.MultiRegionConfiguration;
            Assert.Equal((type, Here), (shown.MultiRegionKeyType.Value, shown.PrimaryKey.Region));
            Assert.Equal([There, Third], shown.ReplicaKeys.Select(static key => key.Region));
            Assert.Equal(primary.Arn.Replace(Here, There, StringComparison.Ordinal), shown.ReplicaKeys[0].Arn);
        }
    }

    [Fact]
    public async Task What_is_not_shared_is_the_replica_s_own()
    {
        var primary = await CreateKeyAsync(static request =>
            (request.MultiRegion, request.Description, request.Tags) = (true, "here", [new() { TagKey = "a", TagValue = "1" }]));
        await Kms.CreateAliasAsync(new() { AliasName = "alias/app", TargetKeyId = primary.KeyId });
        var answer = await Kms.ReplicateKeyAsync(new()
        {
            KeyId = primary.KeyId,
            ReplicaRegion = There,
            Description = "there",
            Tags = [new() { TagKey = "b", TagValue = "2" }],
        });
        Assert.Equal("there", answer.ReplicaKeyMetadata.Description);
        Assert.Equal("b", Assert.Single(answer.ReplicaTags).TagKey);
        Assert.Contains("Enable IAM User Permissions", answer.ReplicaPolicy, StringComparison.Ordinal);
        Assert.Equal("b", Assert.Single((await KmsThere.ListResourceTagsAsync(new() { KeyId = primary.KeyId })).Tags).TagKey);
        Assert.Empty((await KmsThere.ListAliasesAsync(new() { KeyId = primary.KeyId })).Aliases);

        await KmsThere.DisableKeyAsync(new DisableKeyRequest { KeyId = primary.KeyId });
        Assert.Equal("Enabled", await StateOfAsync(Kms, primary.KeyId));
        await EncryptAsync(primary.KeyId, "still");
    }

    [Fact]
    public async Task Only_an_enabled_primary_is_replicated_once_to_each_region_of_the_installation()
    {
        var single = await CreateKeyAsync();
        await RefusedAsync("UnsupportedOperationException", $"{single.Arn} is not a multi-region primary key.", () => ReplicateAsync(single.KeyId, There));
        var (primary, replica) = await CreatePairAsync();
        await RefusedAsync("UnsupportedOperationException", $"{replica.Arn} is not a multi-region primary key.",
            () => KmsThere.ReplicateKeyAsync(new() { KeyId = primary.KeyId, ReplicaRegion = Third }));
        await RefusedAsync("AlreadyExistsException", null, () => ReplicateAsync(primary.KeyId, There));
        await RefusedAsync("AlreadyExistsException", null, () => ReplicateAsync(primary.KeyId, Here));
        await RefusedAsync("ValidationException", null, () => ReplicateAsync(primary.KeyId, "xx-nowhere-9"));
        await RefusedAsync("ValidationException", null, () => ReplicateAsync(primary.KeyId, "no region"));
        await Kms.DisableKeyAsync(new DisableKeyRequest { KeyId = primary.KeyId });
        await RefusedAsync("DisabledException", $"{primary.Arn} is disabled.", () => ReplicateAsync(primary.KeyId, Third));
    }

    [Fact]
    public async Task A_replica_is_recorded_in_its_own_region()
    {
        var (primary, replica) = await CreatePairAsync();
        await Server.Running.DrainAuditAsync();
        var records = Server.AuditRecords().Where(record => (string?)record["resources"]?[0]?["ARN"] == replica.Arn && (string?)record["eventName"] == "CreateKey");
        Assert.Equal(There, (string?)Assert.Single(records)["awsRegion"]);
        Assert.NotNull(primary);
    }

    private Task<ReplicateKeyResponse> ReplicateAsync(string keyId, string region) => Kms.ReplicateKeyAsync(new() { KeyId = keyId, ReplicaRegion = region });
}
