namespace Strongroom.Kms.Tests.Model;

public sealed class ModelTests(SharedServer shared, ITestOutputHelper output)
{
    private const string Bounded = "the model has no bound; what KMS hands on as associated data has one of 8,192 bytes";
    private const string Narrow = "the API reference allows less than the model's shape, which the operation shares with others";
    private const string NoEnclave = "there are no enclaves outside AWS: a recipient is refused";
    private const string NoStore = "there are no custom key stores, so no key is in one";

    /// <summary>Where we differ from the model, and why. "*" is any operation, or any member within; null stands for a member that we do not have.</summary>
    private static readonly (string Member, string? Ours, string Why)[] Differences =
    [
        ("* > EncryptionContext", "length 0-8192", Bounded),
        ("* > SourceEncryptionContext", "length 0-8192", Bounded),
        ("* > DestinationEncryptionContext", "length 0-8192", Bounded),
        ("ListAliases > Limit", "range 1-100", Narrow),
        ("ListGrants > Limit", "range 1-100", Narrow),
        ("ListRetirableGrants > Limit", "range 1-100", Narrow),
        ("ListResourceTags > Limit", "range 1-50", Narrow),
        ("CreateKey > CustomerMasterKeySpec", "enum ECC_NIST_EDWARDS25519,ECC_NIST_P256,ECC_NIST_P384,ECC_NIST_P521,ECC_SECG_P256K1,HMAC_224,HMAC_256,"
            + "HMAC_384,HMAC_512,ML_DSA_44,ML_DSA_65,ML_DSA_87,RSA_2048,RSA_3072,RSA_4096,SM2,SYMMETRIC_DEFAULT",
            "the older name of KeySpec takes what KeySpec takes"),
        ("* > XksProxyAuthenticationCredential.RawSecretAccessKey", "required; length 43-64",
            "a secret is never made a string to match a pattern with: its bytes are looked through instead"),
        ("* < CiphertextForRecipient", null, NoEnclave),
        ("* < KeyMetadata.CustomKeyStoreId", null, NoStore),
        ("* < KeyMetadata.CloudHsmClusterId", null, NoStore),
        ("* < KeyMetadata.XksKeyConfiguration", null, NoStore),
        ("* < KeyMetadata.XksKeyConfiguration.Id", null, NoStore),
        ("* < ReplicaKeyMetadata.CustomKeyStoreId", null, NoStore),
        ("* < ReplicaKeyMetadata.CloudHsmClusterId", null, NoStore),
        ("* < ReplicaKeyMetadata.XksKeyConfiguration", null, NoStore),
        ("* < ReplicaKeyMetadata.XksKeyConfiguration.Id", null, NoStore),
        ("DescribeCustomKeyStores < NextMarker", null, NoStore),
        ("DescribeCustomKeyStores < CustomKeyStores.*", null, NoStore),
        ("GetKeyRotationStatus < OnDemandRotationStartDate", null, "a rotation on demand is done before it is answered: none is ever in progress"),
    ];

    [Fact]
    public void Every_member_and_constraint_of_awss_model_is_in_the_table_or_is_left_out_for_a_reason()
    {
        var aws = ModelLines.OfAws();
        var operations = shared.Server.Running.Table.Find("kms")!.Operations.ToList();
        var ours = operations.SelectMany(ModelLines.Of).ToDictionary(StringComparer.Ordinal);
        var here = operations.Select(static operation => operation.Name).ToHashSet(StringComparer.Ordinal);

        var wrong = new List<string>();
        foreach (var (member, rules) in aws.Where(line => here.Contains(OperationOf(line.Key))))
        {
            var found = ours.GetValueOrDefault(member);
            if (found != rules && !Differences.Any(difference => IsOf(difference.Member, member) && difference.Ours == found))
                wrong.Add($"{member}: AWS has '{rules}', we have '{found ?? "no such member"}'");
        }
        wrong.AddRange(ours.Keys.Where(member => !aws.ContainsKey(member)).Select(static member => $"{member} is no member of AWS's"));

        output.WriteLine($"model: {aws.Count} members of {here.Count} operations compared, {Differences.Length} kinds of difference with a reason");
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    private static string OperationOf(string member) => member[..member.IndexOf(' ', StringComparison.Ordinal)];

    private static bool IsOf(string difference, string member)
        => difference == member || (difference[^1] == '*' && member.StartsWith(difference[..^1], StringComparison.Ordinal)) || (difference[0] == '*' && member.EndsWith(difference[1..], StringComparison.Ordinal));
}
