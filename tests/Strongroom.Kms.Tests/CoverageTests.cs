using Strongroom.Testing;

namespace Strongroom.Kms.Tests;

public sealed class CoverageTests(SharedServer shared, ITestOutputHelper output)
{
    /// <summary>AWS's operations of KMS, API version 2014-11-01: 54.</summary>
    private const string All = """
        CancelKeyDeletion ConnectCustomKeyStore CreateAlias CreateCustomKeyStore CreateGrant CreateKey Decrypt DeleteAlias DeleteCustomKeyStore
        DeleteImportedKeyMaterial DeriveSharedSecret DescribeCustomKeyStores DescribeKey DisableKey DisableKeyRotation DisconnectCustomKeyStore
        EnableKey EnableKeyRotation Encrypt GenerateDataKey GenerateDataKeyPair GenerateDataKeyPairWithoutPlaintext GenerateDataKeyWithoutPlaintext
        GenerateMac GenerateRandom GetKeyLastUsage GetKeyPolicy GetKeyRotationStatus GetParametersForImport GetPublicKey ImportKeyMaterial ListAliases
        ListGrants ListKeyPolicies ListKeyRotations ListKeys ListResourceTags ListRetirableGrants PutKeyPolicy ReEncrypt ReplicateKey RetireGrant
        RevokeGrant RotateKeyOnDemand ScheduleKeyDeletion Sign TagResource UntagResource UpdateAlias UpdateCustomKeyStore UpdateKeyDescription
        UpdatePrimaryRegion Verify VerifyMac
        """;

    [Fact]
    public void Every_operation_is_one_of_awss_and_none_is_missing()
    {
        var names = All.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(54, names.Length);
        var coverage = shared.Server.Running.Table.Find("kms")!.CoverageOf(names);
        output.WriteLine($"kms: {coverage}");
        Assert.Empty(coverage.Unlisted);
        Assert.Empty(coverage.Missing);
    }
}
