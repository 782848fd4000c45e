using Amazon.KeyManagementService.Model;

namespace Strongroom.Kms.Tests;

public sealed class ServiceManagedKeysTests(SharedServer shared) : KmsTest(shared)
{
    [Fact]
    public async Task A_services_key_is_made_when_its_alias_is_first_asked_for_and_stays_the_same()
    {
        var made = (await Kms.DescribeKeyAsync("alias/aws/s3")).KeyMetadata;
        Assert.Equal("AWS", made.KeyManager.Value);
        Assert.True(made.Enabled);
        Assert.Equal(made.Arn, (await Kms.DescribeKeyAsync($"arn:aws:kms:us-east-1:{Account}:alias/aws/s3")).KeyMetadata.Arn);
        Assert.Contains((await Kms.ListAliasesAsync(new ListAliasesRequest())).Aliases, alias => alias.AliasName == "alias/aws/s3" && alias.TargetKeyId == made.KeyId);
        var rotation = await Kms.GetKeyRotationStatusAsync(new GetKeyRotationStatusRequest { KeyId = made.KeyId });
        Assert.True(rotation.KeyRotationEnabled);
        Assert.Equal(365, rotation.RotationPeriodInDays);
    }

    [Fact]
    public async Task Each_region_has_its_own()
    {
        using var west = Server.Kms(Account, "us-west-2");
        Assert.NotEqual((await Kms.DescribeKeyAsync("alias/aws/ebs")).KeyMetadata.KeyId, (await west.DescribeKeyAsync("alias/aws/ebs")).KeyMetadata.KeyId);
    }

    [Fact]
    public async Task Many_who_ask_at_once_get_one_key()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Kms.DescribeKeyAsync("alias/aws/redshift")));
        Assert.Single(answers.Select(static answer => answer.KeyMetadata.Arn).Distinct());
    }

    [Fact]
    public async Task The_alias_of_a_service_that_there_is_not_names_nothing()
        => await RefusedAsync("NotFoundException", $"Alias arn:aws:kms:us-east-1:{Account}:alias/aws/unheard-of is not found.",
            () => Kms.DescribeKeyAsync("alias/aws/unheard-of"));

    [Fact]
    public async Task Nobody_uses_changes_disables_or_deletes_it_directly_not_even_the_root_of_the_account()
    {
        var key = (await Kms.DescribeKeyAsync("alias/aws/secretsmanager")).KeyMetadata;
        await DeniedAsync("Encrypt", () => Kms.EncryptAsync(new() { KeyId = key.KeyId, Plaintext = Bytes("x") }));
        await DeniedAsync("GenerateDataKey", () => Kms.GenerateDataKeyAsync(new GenerateDataKeyRequest { KeyId = "alias/aws/secretsmanager", KeySpec = "AES_256" }));
        await DeniedAsync("DisableKey", () => Kms.DisableKeyAsync(new DisableKeyRequest { KeyId = key.KeyId }));
        await DeniedAsync("ScheduleKeyDeletion", () => Kms.ScheduleKeyDeletionAsync(new ScheduleKeyDeletionRequest { KeyId = key.KeyId }));
        await DeniedAsync("DisableKeyRotation", () => Kms.DisableKeyRotationAsync(new DisableKeyRotationRequest { KeyId = key.KeyId }));
        await DeniedAsync("PutKeyPolicy", () => Kms.PutKeyPolicyAsync(new() { KeyId = key.KeyId, PolicyName = "default", Policy = "{}" }));
        await DeniedAsync("TagResource", () => Kms.TagResourceAsync(new() { KeyId = key.KeyId, Tags = [new() { TagKey = "a", TagValue = "b" }] }));
        await DeniedAsync("CreateAlias", () => Kms.CreateAliasAsync(new() { AliasName = "alias/mine", TargetKeyId = key.KeyId }));
        await RefusedAsync("NotAuthorizedException", null, () => Kms.DeleteAliasAsync(new DeleteAliasRequest { AliasName = "alias/aws/secretsmanager" }));

        Task DeniedAsync(string action, Func<Task> call) => RefusedAsync("AccessDeniedException",
            $"User: arn:aws:iam::{Account}:root is not authorized to perform: kms:{action} on resource: {key.Arn}"
            + $" because no resource-based policy allows the kms:{action} action", call);
    }

    [Fact]
    public async Task Its_making_is_recorded()
    {
        var key = (await Kms.DescribeKeyAsync("alias/aws/s3")).KeyMetadata;
        await Server.Running.DrainAuditAsync();
        Assert.Contains(Server.AuditRecords(), record => record["eventName"]!.GetValue<string>() == "CreateKey"
            && record["eventType"]!.GetValue<string>() == "AwsServiceEvent" && record.ToJsonString().Contains(key.Arn, StringComparison.Ordinal));
    }
}
