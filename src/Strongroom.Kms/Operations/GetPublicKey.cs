using Strongroom.Access;
using Strongroom.Aws;
using Strongroom.Hsm;

namespace Strongroom.Kms.Operations;

/// <summary>Hands out the public half of an asymmetric KMS key: the only half that ever leaves.</summary>
[Operation("TrentService.GetPublicKey", ReadOnly = true)]
public sealed class GetPublicKey(KeyStore keys, KmsAuthorizer authorizer, ISecurityModule module) : IOperation<GetPublicKey.Request, GetPublicKey.Response>
{
    private static readonly ActionName Action = KmsActions.Of("GetPublicKey");

    /// <summary>What is asked.</summary>
    public sealed record Request
    {
        /// <summary>Key id, key ARN, alias or alias ARN.</summary>
        [Required, Length(1, 2048)] public string? KeyId { get; init; }
        /// <summary>Proofs of fresh grants.</summary>
        [Length(0, 10), ElementLength(1, 8192), NotAudited] public IReadOnlyList<string>? GrantTokens { get; init; }
    }

    /// <summary>The answer.</summary>
    public sealed record Response(string KeyId, byte[] PublicKey, string CustomerMasterKeySpec, string KeySpec, string KeyUsage,
        IReadOnlyList<string>? EncryptionAlgorithms, IReadOnlyList<string>? SigningAlgorithms, IReadOnlyList<string>? KeyAgreementAlgorithms);

    /// <inheritdoc/>
    public async ValueTask<Response> InvokeAsync(Request request, Call call, CancellationToken cancellation)
    {
        var key = (await keys.GetAsync(call, request.KeyId!, cancellation)).Value;
        await authorizer.DemandAsync(call, Action, new() { Key = key, RequestKeyId = request.KeyId, GrantTokens = request.GrantTokens }, cancellation);
        if (!key.IsAsymmetric) throw KmsFaults.Unsupported($"{key.Arn} key spec is {KeySpecs.NameOf(key.KeySpec)} which is not valid for GetPublicKey.");
        key.Demand(KeyAction.Cryptographic);

        var shown = KeyMetadata.Of(key);
        var publicKey = await module.GetPublicKeyAsync(await keys.CurrentAsync(key, cancellation), cancellation);
        return new(key.Arn, publicKey.ToArray(), shown.KeySpec, shown.KeySpec, shown.KeyUsage,
            shown.EncryptionAlgorithms, shown.SigningAlgorithms, shown.KeyAgreementAlgorithms);
    }
}
