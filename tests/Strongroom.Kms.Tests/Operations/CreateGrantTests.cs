using Amazon.KeyManagementService.Model;

namespace Strongroom.Kms.Tests.Operations;

public sealed class CreateGrantTests(SharedServer shared) : KmsTest(shared)
{
    [Fact]
    public async Task Another_account_uses_a_key_as_far_as_its_grant_reaches_and_until_it_is_revoked()
    {
        var key = await CreateKeyAsync();
        var other = Shared.NewAccount();
        using var grantee = Server.Kms(other);
        var sealedText = await EncryptAsync(key.KeyId, "x", new() { ["purpose"] = "post" });
        await RefusedAsync("AccessDeniedException", null, () => grantee.DecryptAsync(Decrypt(sealedText)));

        var made = await Kms.CreateGrantAsync(new CreateGrantRequest
        {
            KeyId = key.KeyId,
            GranteePrincipal = $"arn:aws:iam::{other}:root",
            Operations = ["Decrypt"],
            Constraints = new() { EncryptionContextSubset = new() { ["purpose"] = "post" } },
        });
        Assert.Matches("^[0-9a-f]{64}$", made.GrantId);
        Assert.Equal("x", Text((await grantee.DecryptAsync(Decrypt(sealedText))).Plaintext));
        await RefusedAsync("AccessDeniedException", null, () => grantee.EncryptAsync(new() { KeyId = key.Arn, Plaintext = Bytes("y") }));

        var listed = Assert.Single((await Kms.ListGrantsAsync(new ListGrantsRequest { KeyId = key.KeyId })).Grants);
        Assert.Equal((made.GrantId, key.Arn), (listed.GrantId, listed.KeyId));
        Assert.Equal("post", listed.Constraints.EncryptionContextSubset["purpose"]);

        await Kms.RevokeGrantAsync(new RevokeGrantRequest { KeyId = key.KeyId, GrantId = made.GrantId });
        await RefusedAsync("AccessDeniedException", null, () => grantee.DecryptAsync(Decrypt(sealedText)));
    }

    [Fact]
    public async Task The_same_name_and_parameters_are_the_same_grant()
    {
        var key = await CreateKeyAsync();
        var request = new CreateGrantRequest { KeyId = key.KeyId, GranteePrincipal = $"arn:aws:iam::{Account}:user/a", Operations = ["Encrypt"], Name = "once" };
        var first = await Kms.CreateGrantAsync(request);
        var again = await Kms.CreateGrantAsync(request);
        Assert.Equal(first.GrantId, again.GrantId);
        request.Name = null;
        Assert.NotEqual(first.GrantId, (await Kms.CreateGrantAsync(request)).GrantId);
    }

    [Fact]
    public async Task A_retiring_principal_finds_and_retires_its_grants()
    {
        var key = await CreateKeyAsync();
        var other = Shared.NewAccount();
        using var retiring = Server.Kms(other);
        var made = await Kms.CreateGrantAsync(new CreateGrantRequest
        {
            KeyId = key.KeyId,
            GranteePrincipal = $"arn:aws:iam::{Account}:user/a",
            RetiringPrincipal = $"arn:aws:iam::{other}:root",
            Operations = ["Encrypt"],
        });
        var listed = await Kms.ListRetirableGrantsAsync(new ListRetirableGrantsRequest { RetiringPrincipal = $"arn:aws:iam::{other}:root" });
        Assert.Equal(made.GrantId, Assert.Single(listed.Grants).GrantId);
        await RefusedAsync("InvalidGrantTokenException", null, () => retiring.RetireGrantAsync(new RetireGrantRequest { GrantToken = "nonsense" }));
        await retiring.RetireGrantAsync(new RetireGrantRequest { GrantToken = made.GrantToken });
        Assert.Empty((await Kms.ListGrantsAsync(new ListGrantsRequest { KeyId = key.KeyId })).Grants ?? []);
    }

    [Fact]
    public async Task A_grant_makes_sense_for_its_key()
    {
        var key = await CreateKeyAsync();
        await RefusedAsync("ValidationException", null,
            () => Kms.CreateGrantAsync(new CreateGrantRequest { KeyId = key.KeyId, GranteePrincipal = $"arn:aws:iam::{Account}:user/a", Operations = ["Sign"] }));
        await RefusedAsync("InvalidArnException", null,
            () => Kms.CreateGrantAsync(new CreateGrantRequest { KeyId = key.KeyId, GranteePrincipal = "somebody", Operations = ["Encrypt"] }));
    }

    private static DecryptRequest Decrypt(MemoryStream blob)
        => new() { CiphertextBlob = new(blob.ToArray()), EncryptionContext = new() { ["purpose"] = "post" } };
}
