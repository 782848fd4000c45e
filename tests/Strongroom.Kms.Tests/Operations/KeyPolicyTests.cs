namespace Strongroom.Kms.Tests.Operations;

public sealed class KeyPolicyTests(SharedServer shared) : KmsTest(shared)
{
    [Fact]
    public async Task A_policy_comes_back_as_it_was_put()
    {
        var key = await CreateKeyAsync();
        var policy = $$"""{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::{{Account}}:root"},"Action":"kms:*","Resource":"*"}]}""";
        await Kms.PutKeyPolicyAsync(new() { KeyId = key.KeyId, Policy = policy });
        var read = await Kms.GetKeyPolicyAsync(key.KeyId, "default");
        Assert.Equal((policy, "default"), (read.Policy, read.PolicyName));
        Assert.Equal(["default"], (await Kms.ListKeyPoliciesAsync(new() { KeyId = key.KeyId })).PolicyNames);
        await RefusedAsync("NotFoundException", "No such policy exists", () => Kms.GetKeyPolicyAsync(key.KeyId, "other"));
        await RefusedAsync("MalformedPolicyDocumentException", null, () => Kms.PutKeyPolicyAsync(new() { KeyId = key.KeyId, Policy = "{" }));
        await RefusedAsync("MalformedPolicyDocumentException", null, () => Kms.PutKeyPolicyAsync(new() { KeyId = key.KeyId, Policy = "{}" }));
    }
}
