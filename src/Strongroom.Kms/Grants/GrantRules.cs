using Strongroom.Access;
using Strongroom.Aws;

namespace Strongroom.Kms;

/// <summary>What a grant may say about which key (API reference, CreateGrant and GrantConstraints).</summary>
public static class GrantRules
{
    private const int MaxValueCharacters = 384;

    private const GrantOperations Everywhere = GrantOperations.CreateGrant | GrantOperations.RetireGrant | GrantOperations.DescribeKey;

    private const GrantOperations Encryption = GrantOperations.Encrypt | GrantOperations.Decrypt | GrantOperations.ReEncryptFrom | GrantOperations.ReEncryptTo;

    private const GrantOperations DataKeys = GrantOperations.GenerateDataKey | GrantOperations.GenerateDataKeyWithoutPlaintext
        | GrantOperations.GenerateDataKeyPair | GrantOperations.GenerateDataKeyPairWithoutPlaintext;

    /// <summary>Refuses a grant that makes no sense for its key.</summary>
    /// <exception cref="FaultException">ValidationException or InvalidArnException.</exception>
    public static void Demand(KmsGrant grant, KmsKey key)
    {
        DemandPrincipal(grant.GranteePrincipal);
        if (grant.RetiringPrincipal is { } retiring) DemandPrincipal(retiring);
        if (grant.Operations.Count == 0) throw KmsFaults.Validation("A grant permits at least one operation.");
        if (grant.Operations is ["CreateGrant"]) throw KmsFaults.Validation("Grants must not contain only the CreateGrant operation.");

        var wrong = KmsGrant.FlagsOf(grant.Operations) & ~AllowedOn(key);
        if (wrong != GrantOperations.None)
            throw KmsFaults.Validation($"The operations [{wrong}] cannot be granted on a KMS key with KeySpec {KeySpecs.NameOf(key.KeySpec)}"
                + $" and KeyUsage {WireNames.NameOf(key.KeyUsage)}.");

        if (grant is { EncryptionContextEquals: not null, EncryptionContextSubset: not null })
            throw KmsFaults.Validation("A grant has EncryptionContextEquals or EncryptionContextSubset, not both.");
        var pairs = grant.EncryptionContextEquals ?? grant.EncryptionContextSubset;
        if (pairs is null) return;
        if (key.KeySpec != KeySpec.SymmetricDefault)
            throw KmsFaults.Validation("Encryption context grant constraints are valid only on symmetric encryption KMS keys.");
        if (pairs.Count > GrantConstraints.MaxPairs)
            throw KmsFaults.Validation($"A grant constraint has at most {GrantConstraints.MaxPairs} encryption context pairs.");
        if (pairs.Values.Any(static value => value.Length > MaxValueCharacters))
            throw KmsFaults.Validation($"A value in a grant constraint has at most {MaxValueCharacters} characters.");
    }

    /// <summary>The refusal of a grant that reaches further than the one that its maker has.</summary>
    public static string WiderThanParent(Call call, KmsKey key)
        => $"User: {call.Caller.Arn} is not authorized to perform: kms:CreateGrant on resource: {key.Arn}"
            + " because no grant allows the kms:CreateGrant action for these operations and constraints";

    private static GrantOperations AllowedOn(KmsKey key) => Everywhere | (key.KeyUsage switch
    {
        KeyUsage.SignVerify => GrantOperations.Sign | GrantOperations.Verify | GrantOperations.GetPublicKey,
        KeyUsage.GenerateVerifyMac => GrantOperations.GenerateMac | GrantOperations.VerifyMac,
        KeyUsage.KeyAgreement => GrantOperations.DeriveSharedSecret | GrantOperations.GetPublicKey,
        _ => Encryption | (key.KeySpec == KeySpec.SymmetricDefault ? DataKeys : GrantOperations.GetPublicKey),
    });

    private static void DemandPrincipal(string principal)
    {
        if (principal.EndsWith(".amazonaws.com", StringComparison.Ordinal)) return;
        var parts = principal.Split(':', 6);
        if (parts is not ["arn", "aws", "iam" or "sts", "", { Length: 12 } account, { Length: > 0 }] || account.AsSpan().ContainsAnyExceptInRange('0', '9'))
            throw KmsFaults.MalformedArn(principal);
    }
}
