using Amazon.KeyManagementService;
using Amazon.KeyManagementService.Model;

namespace Strongroom.Kms.Tests.MultiRegion;

/// <summary>A test with a client in each of two regions.</summary>
public abstract class MultiRegionTest : KmsTest
{
    protected const string Here = "us-east-1", There = "eu-west-1", Third = "us-west-2";

    protected MultiRegionTest(SharedServer shared) : base(shared) => (KmsThere, KmsThird) = (Server.Kms(Account, There), Server.Kms(Account, Third));

    protected AmazonKeyManagementServiceClient KmsThere { get; }

    protected AmazonKeyManagementServiceClient KmsThird { get; }

    protected override void Dispose(bool disposing)
    {
        KmsThere.Dispose();
        KmsThird.Dispose();
        base.Dispose(disposing);
    }

    /// <summary>A primary here and its replica there.</summary>
    protected async Task<(Amazon.KeyManagementService.Model.KeyMetadata Primary, Amazon.KeyManagementService.Model.KeyMetadata Replica)> CreatePairAsync(
        Action<CreateKeyRequest>? change = null)
    {
        var primary = await CreateKeyAsync(request =>
        {
            request.MultiRegion = true;
            change?.Invoke(request);
        });
        var replica = (await Kms.ReplicateKeyAsync(new() { KeyId = primary.KeyId, ReplicaRegion = There })).ReplicaKeyMetadata;
        return (primary, replica);
    }

    protected static async Task<string> StateOfAsync(AmazonKeyManagementServiceClient kms, string keyId)
        => (await kms.DescribeKeyAsync(keyId)).KeyMetadata.KeyState.Value;
}
