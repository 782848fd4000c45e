using System.Text.Json.Nodes;
using Amazon.KeyManagementService.Model;
using Strongroom.Testing;

namespace Strongroom.Kms.Tests.Operations;

public sealed class CustomKeyStoreTests(SharedServer shared) : KmsTest(shared)
{
    private const string Password = "kmsPswd9";
    private const string Secret = "0123456789012345678901234567890123456789012";

    [Fact]
    public async Task There_are_none_and_whatever_names_one_is_told_so()
    {
        var listed = await Kms.DescribeCustomKeyStoresAsync(new());
        Assert.Empty(listed.CustomKeyStores ?? []);
        Assert.False(listed.Truncated);
        await NotFoundAsync(() => Kms.DescribeCustomKeyStoresAsync(new() { CustomKeyStoreId = "cks-1234567890abcdef0" }));
        await NotFoundAsync(() => Kms.DescribeCustomKeyStoresAsync(new() { CustomKeyStoreName = "cks-1234567890abcdef0" }));
        await NotFoundAsync(() => Kms.ConnectCustomKeyStoreAsync(new() { CustomKeyStoreId = "cks-1234567890abcdef0" }));
        await NotFoundAsync(() => Kms.DisconnectCustomKeyStoreAsync(new() { CustomKeyStoreId = "cks-1234567890abcdef0" }));
        await NotFoundAsync(() => Kms.DeleteCustomKeyStoreAsync(new() { CustomKeyStoreId = "cks-1234567890abcdef0" }));
        await NotFoundAsync(() => Kms.UpdateCustomKeyStoreAsync(new() { CustomKeyStoreId = "cks-1234567890abcdef0", KeyStorePassword = Password }));
        await NotFoundAsync(() => Kms.GenerateRandomAsync(new GenerateRandomRequest { CustomKeyStoreId = "cks-1234567890abcdef0", NumberOfBytes = 1 }));
        await NotFoundAsync(() => Kms.CreateKeyAsync(new() { Origin = "AWS_CLOUDHSM", CustomKeyStoreId = "cks-1234567890abcdef0" }));
        await NotFoundAsync(() => Kms.CreateKeyAsync(new() { Origin = "EXTERNAL_KEY_STORE", CustomKeyStoreId = "cks-1234567890abcdef0", XksKeyId = "bb8562717f809024" }));
        await RefusedAsync("InvalidMarkerException", null, () => Kms.DescribeCustomKeyStoresAsync(new() { Marker = "nonsense" }));
        await RefusedAsync("ValidationException", null, () => Kms.DescribeCustomKeyStoresAsync(new() { CustomKeyStoreId = "a", CustomKeyStoreName = "b" }));
    }

    [Theory]
    [InlineData("""{ "Origin": "AWS_CLOUDHSM" }""", "ValidationException")]
    [InlineData("""{ "CustomKeyStoreId": "cks-1" }""", "ValidationException")]
    [InlineData("""{ "XksKeyId": "a" }""", "ValidationException")]
    [InlineData("""{ "Origin": "EXTERNAL_KEY_STORE", "CustomKeyStoreId": "cks-1" }""", "ValidationException")]
    [InlineData("""{ "Origin": "AWS_CLOUDHSM", "CustomKeyStoreId": "cks-1", "XksKeyId": "a" }""", "ValidationException")]
    [InlineData("""{ "Origin": "AWS_CLOUDHSM", "CustomKeyStoreId": "cks-1", "KeySpec": "HMAC_256", "KeyUsage": "GENERATE_VERIFY_MAC" }""", "UnsupportedOperationException")]
    [InlineData("""{ "Origin": "AWS_CLOUDHSM", "CustomKeyStoreId": "cks-1", "MultiRegion": true }""", "UnsupportedOperationException")]
    public async Task A_key_in_a_store_that_makes_no_sense_is_refused(string request, string code)
        => Assert.Equal(code, (await SendAsync("CreateKey", request)).Code);

    [Theory]
    [InlineData("", "ValidationException")]
    [InlineData(""", "CloudHsmClusterId": "cluster-1a23b4cdefg" """, "ValidationException")]
    [InlineData(""", "CloudHsmClusterId": "cluster-2a23b4cdefg", "KeyStorePassword": "kmsPswd9" """, "ValidationException")]
    [InlineData(""", "CloudHsmClusterId": "cluster-2a23b4cdefg", "KeyStorePassword": "kmsPswd9", "TrustAnchorCertificate": "nonsense" """, "IncorrectTrustAnchorException")]
    [InlineData(""", "CloudHsmClusterId": "cluster-2a23b4cdefg", "KeyStorePassword": "kmsPswd9", "TrustAnchorCertificate": "-----BEGIN CERTIFICATE-----\nAQID\n-----END CERTIFICATE-----" """,
        "CloudHsmClusterNotFoundException")]
    [InlineData(""", "CloudHsmClusterId": "cluster-2a23b4cdefg", "KeyStorePassword": "kmsPswd9", "TrustAnchorCertificate": "x", "XksProxyUriPath": "/kms/xks/v1" """,
        "ValidationException")]
    public async Task A_store_in_a_cluster_finds_no_cluster(string more, string code)
    {
        var (found, message) = await SendAsync("CreateCustomKeyStore", $$"""{ "CustomKeyStoreName": "a"{{more}} }""");
        Assert.Equal(code, found);
        Assert.DoesNotContain(Password, message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Secret, """ "XksProxyConnectivity": "PUBLIC_ENDPOINT" """, "XksProxyUriUnreachableException")]
    [InlineData(Secret, """ "XksProxyConnectivity": "VPC_ENDPOINT_SERVICE" """, "ValidationException")]
    [InlineData(Secret, """ "XksProxyConnectivity": "VPC_ENDPOINT_SERVICE", "XksProxyVpcEndpointServiceName": "com.amazonaws.vpce.us-east-1.vpce-svc-0example" """,
        "XksProxyVpcEndpointServiceNotFoundException")]
    [InlineData(Secret, """ "XksProxyConnectivity": "PUBLIC_ENDPOINT", "XksProxyVpcEndpointServiceName": "com.amazonaws.vpce.us-east-1.vpce-svc-0example" """,
        "ValidationException")]
    [InlineData(Secret, """ "XksProxyConnectivity": "PUBLIC_ENDPOINT", "CloudHsmClusterId": "cluster-2a23b4cdefg" """, "ValidationException")]
    [InlineData(Secret, """ "XksProxyVpcEndpointServiceOwner": "111122223333" """, "ValidationException")]
    [InlineData("-" + Secret, """ "XksProxyConnectivity": "PUBLIC_ENDPOINT" """, "ValidationException")]
    public async Task A_store_behind_a_proxy_reaches_no_proxy(string secret, string more, string code)
    {
        var (found, message) = await SendAsync("CreateCustomKeyStore", $$"""
            {
              "CustomKeyStoreName": "a", "CustomKeyStoreType": "EXTERNAL_KEY_STORE",
              "XksProxyUriEndpoint": "https://xks.example.com", "XksProxyUriPath": "/kms/xks/v1",
              "XksProxyAuthenticationCredential": { "AccessKeyId": "ABCDE234567ABCDEFGHI", "RawSecretAccessKey": "{{secret}}" },
              {{more}}
            }
            """);
        Assert.Equal(code, found);
        Assert.DoesNotContain(Secret, message, StringComparison.Ordinal);
    }

    private static Task NotFoundAsync(Func<Task> call)
        => RefusedAsync("CustomKeyStoreNotFoundException", "Custom key store 'cks-1234567890abcdef0' does not exist", call);

    private async Task<(string? Code, string Message)> SendAsync(string operation, string request)
    {
        using var connection = await SignedConnection.OpenAsync(Server, Account);
        var (_, body) = await connection.SendAsync("TrentService." + operation, JsonNode.Parse(request)!);
        return ((string?)body?["__type"], (string?)body?["message"] ?? "");
    }
}
