using System.Security.Cryptography;
using Amazon.S3;
using Amazon.S3.Model;

namespace Strongroom.S3.Tests.Operations;

/// <summary>Encryption on the server in its three ways, with the default of a bucket and the policies that demand it.</summary>
public sealed class EncryptionTests(SharedServer shared) : S3Test(shared)
{
    private const string Prefix = "Requests specifying Server Side Encryption with Customer provided keys must ";

    [Fact]
    public async Task A_KMS_key_encrypts_and_without_it_the_object_is_closed()
    {
        using var kms = Server.Kms(Account);
        var key = (await kms.CreateKeyAsync(new())).KeyMetadata.Arn;

        var put = await PutAsync("key", "text", put => (put.ServerSideEncryptionMethod, put.ServerSideEncryptionKeyManagementServiceKeyId) = (ServerSideEncryptionMethod.AWSKMS, key));

        Assert.Equal((ServerSideEncryptionMethod.AWSKMS, key), (put.ServerSideEncryptionMethod, put.ServerSideEncryptionKeyManagementServiceKeyId));
        Assert.NotEqual($"\"{Convert.ToHexStringLower(MD5.HashData("text"u8))}\"", put.ETag);
        Assert.Equal("text", await GetAsync("key"));
        await kms.DisableKeyAsync(key);
        await RefusedAsync(400, "KMS.DisabledException", null, () => GetAsync("key"));
        await kms.EnableKeyAsync(key);
        Assert.Equal("text", await GetAsync("key"));
        await Server.Running.DrainAuditAsync();
        var asked = Server.AuditRecords().Single(record => (string?)record["eventName"] == "GenerateDataKey" && record.ToJsonString().Contains(Bucket, StringComparison.Ordinal));
        Assert.Equal($"arn:aws:s3:::{Bucket}/key", (string?)asked["requestParameters"]!["encryptionContext"]!["aws:s3:arn"]);
    }

    [Fact]
    public async Task A_customers_key_is_needed_each_time_and_must_be_the_same()
    {
        var (key, md5) = NewKey();
        var (other, otherMd5) = NewKey();
        await PutAsync("key", "text", put => (put.ServerSideEncryptionCustomerMethod, put.ServerSideEncryptionCustomerProvidedKey) = (ServerSideEncryptionCustomerMethod.AES256, key));

        Assert.Equal("text", await GetAsync("key", With(key, md5)));
        await RefusedAsync(400, "InvalidRequest",
            "The object was stored using a form of Server Side Encryption. The correct parameters must be provided to retrieve the object.", () => GetAsync("key"));
        await RefusedAsync(403, "AccessDenied", Prefix + "provide the correct secret key.", () => GetAsync("key", With(other, otherMd5)));
        await RefusedAsync(400, "InvalidArgument", "The calculated MD5 hash of the key did not match the hash that was provided.", () => GetAsync("key", With(key, otherMd5)));
        await RefusedAsync(400, "InvalidArgument", "The secret key was invalid for the specified algorithm.", () => GetAsync("key", With("AAAA", md5)));
    }

    [Fact]
    public async Task A_bucket_may_refuse_customers_keys_and_have_a_default()
    {
        using var kms = Server.Kms(Account);
        var key = (await kms.CreateKeyAsync(new())).KeyMetadata.Arn;
        await S3.PutBucketEncryptionAsync(new()
        {
            BucketName = Bucket,
            ServerSideEncryptionConfiguration = new()
            {
                ServerSideEncryptionRules =
                [
                    new()
                    {
                        ServerSideEncryptionByDefault = new() { ServerSideEncryptionAlgorithm = ServerSideEncryptionMethod.AWSKMS, ServerSideEncryptionKeyManagementServiceKeyId = key },
                        BucketKeyEnabled = true,
                    },
                ],
            },
        });

        var put = await PutAsync("key");

        Assert.Equal((ServerSideEncryptionMethod.AWSKMS, key, true), (put.ServerSideEncryptionMethod, put.ServerSideEncryptionKeyManagementServiceKeyId, put.BucketKeyEnabled));
        Assert.Equal("text", await GetAsync("key"));
        await S3.DeleteBucketEncryptionAsync(new() { BucketName = Bucket });
        Assert.Equal(ServerSideEncryptionMethod.AES256, (await PutAsync("key")).ServerSideEncryptionMethod);
        await RefusedAsync(400, "InvalidArgument", "a KMSMasterKeyID is not applicable if the default sse algorithm is not aws:kms or aws:kms:dsse", () => S3.PutBucketEncryptionAsync(new()
        {
            BucketName = Bucket,
            ServerSideEncryptionConfiguration = new()
            {
                ServerSideEncryptionRules = [new() { ServerSideEncryptionByDefault = new() { ServerSideEncryptionAlgorithm = ServerSideEncryptionMethod.AES256, ServerSideEncryptionKeyManagementServiceKeyId = key } }],
            },
        }));
    }

    [Fact]
    public async Task AWSs_two_sample_policies_refuse_uploads_that_are_not_encrypted_as_they_say()
    {
        await S3.PutBucketPolicyAsync(Bucket, $$"""
            {"Version":"2012-10-17","Id":"PutObjPolicy","Statement":[
              {"Sid":"DenyIncorrectEncryptionHeader","Effect":"Deny","Principal":"*","Action":"s3:PutObject","Resource":"arn:aws:s3:::{{Bucket}}/*",
               "Condition":{"StringNotEquals":{"s3:x-amz-server-side-encryption":"AES256"} } },
              {"Sid":"DenyUnencryptedObjectUploads","Effect":"Deny","Principal":"*","Action":"s3:PutObject","Resource":"arn:aws:s3:::{{Bucket}}/*",
               "Condition":{"Null":{"s3:x-amz-server-side-encryption":"true"} } }]}
            """);
        var refusal = await RefusedAsync(403, "AccessDenied", null, () => PutAsync("key"));
        Assert.EndsWith("with an explicit deny in a resource-based policy", refusal.Message, StringComparison.Ordinal);
        await PutAsync("key", "text", static put => put.ServerSideEncryptionMethod = ServerSideEncryptionMethod.AES256);

        await S3.PutBucketPolicyAsync(Bucket, $$"""
            {"Version":"2012-10-17","Id":"PutObjPolicy","Statement":[{"Sid":"DenyUnEncryptedObjectUploads","Effect":"Deny","Principal":"*","Action":"s3:PutObject",
              "Resource":"arn:aws:s3:::{{Bucket}}/*","Condition":{"StringNotEquals":{"s3:x-amz-server-side-encryption":"aws:kms"} } }]}
            """);
        await RefusedAsync(403, "AccessDenied", null, () => PutAsync("key", "text", static put => put.ServerSideEncryptionMethod = ServerSideEncryptionMethod.AES256));
        await PutAsync("key", "text", static put => put.ServerSideEncryptionMethod = ServerSideEncryptionMethod.AWSKMS);
    }

    [Fact]
    public async Task An_objects_key_is_changed_in_place()
    {
        using var kms = Server.Kms(Account);
        var key = (await kms.CreateKeyAsync(new())).KeyMetadata.Arn;
        var before = await PutAsync("key");

        await S3.UpdateObjectEncryptionAsync(new()
        {
            BucketName = Bucket,
            Key = "key",
            ObjectEncryption = new() { SSEKMS = new() { KMSKeyArn = key } },
        });

        var head = await S3.GetObjectMetadataAsync(Bucket, "key");
        Assert.Equal((ServerSideEncryptionMethod.AWSKMS, key, before.ETag), (head.ServerSideEncryptionMethod, head.ServerSideEncryptionKeyManagementServiceKeyId, head.ETag));
        Assert.Equal("text", await GetAsync("key"));
        await kms.DisableKeyAsync(key);
        await RefusedAsync(400, "KMS.DisabledException", null, () => GetAsync("key"));
    }

    private static Action<GetObjectRequest> With(string key, string md5) => get =>
        (get.ServerSideEncryptionCustomerMethod, get.ServerSideEncryptionCustomerProvidedKey, get.ServerSideEncryptionCustomerProvidedKeyMD5) = (ServerSideEncryptionCustomerMethod.AES256, key, md5);

    private static (string Key, string Md5) NewKey()
    {
        var key = RandomNumberGenerator.GetBytes(32);
        return (Convert.ToBase64String(key), Convert.ToBase64String(MD5.HashData(key)));
    }
}
