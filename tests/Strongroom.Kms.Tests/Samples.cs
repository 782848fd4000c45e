using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Amazon.KeyManagementService;
using Amazon.KeyManagementService.Model;
using Strongroom.Kms.Tests.Import;

namespace Strongroom.Kms.Tests;

/// <summary>A key of the kind that an operation works on, with a request for that operation that succeeds while the key is enabled.</summary>
internal sealed record Sample(string KeyId, string Arn, JsonObject Body);

/// <summary>Makes such keys and requests: for tests that are about every operation alike.</summary>
internal sealed class Samples(string account, AmazonKeyManagementServiceClient kms)
{
    private const string OtherRegion = "eu-west-1";
    private static int names;
    private readonly byte[] material = RandomNumberGenerator.GetBytes(32);

    /// <summary>What an operation works on; symmetric keys where nothing is said.</summary>
    private static CreateKeyRequest KindFor(string operation) => operation switch
    {
        "Sign" or "Verify" or "GetPublicKey" => new() { KeySpec = "ECC_NIST_P256", KeyUsage = "SIGN_VERIFY" },
        "GenerateMac" or "VerifyMac" => new() { KeySpec = "HMAC_256", KeyUsage = "GENERATE_VERIFY_MAC" },
        "DeriveSharedSecret" => new() { KeySpec = "ECC_NIST_P256", KeyUsage = "KEY_AGREEMENT" },
        "ReplicateKey" or "UpdatePrimaryRegion" => new() { MultiRegion = true },
        "GetParametersForImport" or "ImportKeyMaterial" or "DeleteImportedKeyMaterial" => new() { Origin = OriginType.EXTERNAL },
        _ => new(),
    };

    /// <summary>A new enabled key, and a request for <paramref name="operation"/> on it.</summary>
    public async Task<Sample> EnabledAsync(string operation)
    {
        var key = (await kms.CreateKeyAsync(KindFor(operation))).KeyMetadata;
        if (key.Origin == OriginType.EXTERNAL) await kms.ImportAsync(key.KeyId, material);
        return new(key.KeyId, key.Arn, await BodyAsync(operation, key.KeyId));
    }

    /// <summary>A new key that waits for its material, and a request for <paramref name="operation"/> on it.</summary>
    public async Task<Sample> PendingImportAsync(string operation)
    {
        var kind = KindFor(operation);
        kind.Origin = OriginType.EXTERNAL;
        var key = (await kms.CreateKeyAsync(kind)).KeyMetadata;
        if (operation is "RetireGrant" or "RevokeGrant" or "UpdatePrimaryRegion" or "DeleteImportedKeyMaterial") return await WithoutMaterialAsync(operation, key);
        if (operation is "GetParametersForImport" or "ImportKeyMaterial" or "ReplicateKey" or "CreateAlias" or "DeleteAlias")
            return new(key.KeyId, key.Arn, await BodyAsync(operation, key.KeyId));
        var usable = (await kms.CreateKeyAsync(KindFor(operation))).KeyMetadata;
        var body = await BodyAsync(operation, usable.KeyId);
        foreach (var member in (string[])["KeyId", "DestinationKeyId"])
            if (body.ContainsKey(member)) body[member] = key.KeyId;
        if (operation == "UpdateAlias") body["TargetKeyId"] = key.KeyId;
        return new(key.KeyId, key.Arn, body);
    }

    // What needs a grant or a replica needs a key that had its material and lost it.
    private async Task<Sample> WithoutMaterialAsync(string operation, Amazon.KeyManagementService.Model.KeyMetadata key)
    {
        await kms.ImportAsync(key.KeyId, material);
        var body = await BodyAsync(operation, key.KeyId);
        await kms.DeleteImportedKeyMaterialAsync(new() { KeyId = key.KeyId });
        return new(key.KeyId, key.Arn, body);
    }

    private async Task<JsonObject> BodyAsync(string operation, string keyId) => operation switch
    {
        "CreateAlias" => new() { ["AliasName"] = NextAlias(), ["TargetKeyId"] = keyId },
        "DeleteAlias" => new() { ["AliasName"] = await AliasOfAsync(keyId) },
        "UpdateAlias" => new() { ["AliasName"] = await AliasOfAsync((await kms.CreateKeyAsync(new())).KeyMetadata.KeyId), ["TargetKeyId"] = keyId },
        "CreateGrant" => new() { ["KeyId"] = keyId, ["GranteePrincipal"] = Root, ["Operations"] = new JsonArray("Decrypt") },
        "RevokeGrant" => new() { ["KeyId"] = keyId, ["GrantId"] = (await GrantAsync(keyId)).GrantId },
        "RetireGrant" => new() { ["GrantToken"] = (await GrantAsync(keyId)).GrantToken },
        "ListGrants" or "ListAliases" or "ListKeyPolicies" or "ListResourceTags" or "ListKeyRotations" => new() { ["KeyId"] = keyId, ["Limit"] = 10 },
        "Encrypt" => new() { ["KeyId"] = keyId, ["Plaintext"] = "AQID" },
        "Decrypt" => new() { ["KeyId"] = keyId, ["CiphertextBlob"] = await CiphertextAsync(keyId) },
        "ReEncrypt" => new() { ["CiphertextBlob"] = await CiphertextAsync(keyId), ["DestinationKeyId"] = keyId },
        "GenerateDataKey" or "GenerateDataKeyWithoutPlaintext" => new() { ["KeyId"] = keyId, ["KeySpec"] = "AES_256" },
        "GenerateDataKeyPair" or "GenerateDataKeyPairWithoutPlaintext" => new() { ["KeyId"] = keyId, ["KeyPairSpec"] = "ECC_NIST_P256" },
        "GenerateMac" => new() { ["KeyId"] = keyId, ["Message"] = "AQID", ["MacAlgorithm"] = "HMAC_SHA_256" },
        "VerifyMac" => new() { ["KeyId"] = keyId, ["Message"] = "AQID", ["MacAlgorithm"] = "HMAC_SHA_256", ["Mac"] = await MacAsync(keyId) },
        "Sign" => new() { ["KeyId"] = keyId, ["Message"] = "AQID", ["SigningAlgorithm"] = "ECDSA_SHA_256" },
        "Verify" => new() { ["KeyId"] = keyId, ["Message"] = "AQID", ["SigningAlgorithm"] = "ECDSA_SHA_256", ["Signature"] = await SignatureAsync(keyId) },
        "DeriveSharedSecret" => new() { ["KeyId"] = keyId, ["KeyAgreementAlgorithm"] = "ECDH", ["PublicKey"] = await PublicKeyAsync(keyId) },
        "GetParametersForImport" => new() { ["KeyId"] = keyId, ["WrappingAlgorithm"] = "RSAES_OAEP_SHA_256", ["WrappingKeySpec"] = "RSA_2048" },
        "ImportKeyMaterial" => await ImportBodyAsync(keyId),
        "ReplicateKey" => new() { ["KeyId"] = keyId, ["ReplicaRegion"] = OtherRegion },
        "UpdatePrimaryRegion" => await PrimaryBodyAsync(keyId),
        "PutKeyPolicy" => new() { ["KeyId"] = keyId, ["Policy"] = (await kms.GetKeyPolicyAsync(new() { KeyId = keyId })).Policy },
        "TagResource" => new() { ["KeyId"] = keyId, ["Tags"] = new JsonArray(new JsonObject { ["TagKey"] = "a", ["TagValue"] = "b" }) },
        "UntagResource" => new() { ["KeyId"] = keyId, ["TagKeys"] = new JsonArray("a") },
        "UpdateKeyDescription" => new() { ["KeyId"] = keyId, ["Description"] = "described" },
        _ => new() { ["KeyId"] = keyId },
    };

    private string Root => $"arn:aws:iam::{account}:root";

    private static string NextAlias() => $"alias/sample-{Interlocked.Increment(ref names)}";

    private async Task<string> AliasOfAsync(string keyId)
    {
        var name = NextAlias();
        await kms.CreateAliasAsync(new() { AliasName = name, TargetKeyId = keyId });
        return name;
    }

    private async Task<JsonObject> ImportBodyAsync(string keyId)
    {
        var parameters = await kms.GetParametersForImportAsync(new() { KeyId = keyId, WrappingAlgorithm = "RSAES_OAEP_SHA_256", WrappingKeySpec = "RSA_2048" });
        return new()
        {
            ["KeyId"] = keyId,
            ["ImportToken"] = Base64(parameters.ImportToken),
            ["EncryptedKeyMaterial"] = Convert.ToBase64String(Importer.Wrap(parameters.PublicKey.ToArray(), "RSAES_OAEP_SHA_256", material)),
            ["ExpirationModel"] = "KEY_MATERIAL_DOES_NOT_EXPIRE",
        };
    }

    private async Task<JsonObject> PrimaryBodyAsync(string keyId)
    {
        await kms.ReplicateKeyAsync(new() { KeyId = keyId, ReplicaRegion = OtherRegion });
        return new() { ["KeyId"] = keyId, ["PrimaryRegion"] = OtherRegion };
    }

    private Task<CreateGrantResponse> GrantAsync(string keyId)
        => kms.CreateGrantAsync(new CreateGrantRequest { KeyId = keyId, GranteePrincipal = Root, Operations = ["Decrypt"] });

    private async Task<string> CiphertextAsync(string keyId)
        => Base64((await kms.EncryptAsync(new() { KeyId = keyId, Plaintext = new([1, 2, 3]) })).CiphertextBlob);

    private async Task<string> MacAsync(string keyId)
        => Base64((await kms.GenerateMacAsync(new() { KeyId = keyId, Message = new([1, 2, 3]), MacAlgorithm = "HMAC_SHA_256" })).Mac);

    private async Task<string> SignatureAsync(string keyId)
        => Base64((await kms.SignAsync(new() { KeyId = keyId, Message = new([1, 2, 3]), SigningAlgorithm = "ECDSA_SHA_256" })).Signature);

    private async Task<string> PublicKeyAsync(string keyId) => Base64((await kms.GetPublicKeyAsync(new() { KeyId = keyId })).PublicKey);

    private static string Base64(MemoryStream bytes) => Convert.ToBase64String(bytes.ToArray());
}
