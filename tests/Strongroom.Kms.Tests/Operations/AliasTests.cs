using Amazon.KeyManagementService.Model;

namespace Strongroom.Kms.Tests.Operations;

public sealed class AliasTests(SharedServer shared) : KmsTest(shared)
{
    [Fact]
    public async Task An_alias_names_one_key_and_moves_to_another()
    {
        var first = await CreateKeyAsync();
        var second = await CreateKeyAsync();
        await Kms.CreateAliasAsync("alias/app", first.KeyId);
        Assert.Equal(first.Arn, (await Kms.DescribeKeyAsync("alias/app")).KeyMetadata.Arn);
        await Kms.UpdateAliasAsync("alias/app", second.KeyId);
        Assert.Equal(second.Arn, (await Kms.DescribeKeyAsync("alias/app")).KeyMetadata.Arn);
        Assert.Empty((await Kms.ListAliasesAsync(new ListAliasesRequest { KeyId = first.KeyId })).Aliases ?? []);
        var alias = Assert.Single((await Kms.ListAliasesAsync(new ListAliasesRequest { KeyId = second.KeyId })).Aliases);
        Assert.Equal(("alias/app", $"arn:aws:kms:us-east-1:{Account}:alias/app", second.KeyId), (alias.AliasName, alias.AliasArn, alias.TargetKeyId));

        await Kms.DeleteAliasAsync("alias/app");
        await RefusedAsync("NotFoundException", $"Alias arn:aws:kms:us-east-1:{Account}:alias/app is not found.", () => Kms.DescribeKeyAsync("alias/app"));
        await RefusedAsync("NotFoundException", $"Alias arn:aws:kms:us-east-1:{Account}:alias/app is not found.", () => Kms.DeleteAliasAsync("alias/app"));
    }

    [Fact]
    public async Task A_name_is_given_once()
    {
        var key = await CreateKeyAsync();
        await Kms.CreateAliasAsync("alias/once", key.KeyId);
        await RefusedAsync("AlreadyExistsException", $"An alias with the name arn:aws:kms:us-east-1:{Account}:alias/once already exists",
            () => Kms.CreateAliasAsync("alias/once", key.KeyId));
    }

    [Fact]
    public async Task Names_have_rules()
    {
        var key = await CreateKeyAsync();
        await RefusedAsync("ValidationException",
            "Alias must start with the prefix \"alias/\". Please see https://docs.aws.amazon.com/kms/latest/developerguide/kms-alias.html",
            () => Kms.CreateAliasAsync("app", key.KeyId));
        await RefusedAsync("NotAuthorizedException", null, () => Kms.CreateAliasAsync("alias/aws/s3", key.KeyId));
        await RefusedAsync("ValidationException", null, () => Kms.CreateAliasAsync("alias/with space", key.KeyId));
        await RefusedAsync("ValidationException", "Aliases must refer to keys. Not aliases", () => Kms.CreateAliasAsync("alias/a", "alias/b"));
        await Kms.CreateAliasAsync("alias/" + new string('x', 250), key.KeyId);
        await RefusedAsync("ValidationException", null, () => Kms.CreateAliasAsync("alias/" + new string('y', 251), key.KeyId));
    }

    [Fact]
    public async Task A_key_has_fifty_aliases_at_most()
    {
        var key = await CreateKeyAsync();
        for (var i = 0; i < 50; i++) await Kms.CreateAliasAsync($"alias/n{i:00}", key.KeyId);
        await RefusedAsync("LimitExceededException", null, () => Kms.CreateAliasAsync("alias/n50", key.KeyId));
        var page = await Kms.ListAliasesAsync(new ListAliasesRequest { KeyId = key.KeyId, Limit = 30 });
        Assert.True(page.Truncated);
        var rest = await Kms.ListAliasesAsync(new ListAliasesRequest { KeyId = key.KeyId, Limit = 30, Marker = page.NextMarker });
        Assert.Equal(50, page.Aliases.Concat(rest.Aliases).Select(static alias => alias.AliasName).Distinct().Count());
    }
}
