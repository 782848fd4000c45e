using Strongroom.Access;
using Strongroom.Aws;
using Strongroom.Cryptography;
using Strongroom.Hsm;
using Strongroom.Seams;

namespace Strongroom.Kms.Operations;

/// <summary>Makes a key pair for use outside, its private half in the clear and wrapped under a symmetric KMS key.</summary>
[Operation("TrentService.GenerateDataKeyPair", ReadOnly = true)]
public sealed class GenerateDataKeyPair(KeyStore keys, KmsAuthorizer authorizer, ISecurityModule module)
    : IOperation<GenerateDataKeyPair.Request, GenerateDataKeyPair.Response>
{
    private static readonly ActionName Action = KmsActions.Of("GenerateDataKeyPair");

    /// <summary>What is asked.</summary>
    public sealed record Request
    {
        /// <summary>Bound to the wrapped private key.</summary>
        public EncryptionContext? EncryptionContext { get; init; }
        /// <summary>Key id, key ARN, alias or alias ARN.</summary>
        [Required, Length(1, 2048)] public string? KeyId { get; init; }
        /// <summary>The kind of pair.</summary>
        [Required] public Wire<DataKeyPairSpec>? KeyPairSpec { get; init; }
        /// <summary>A Nitro enclave's attestation; refused, for there are none here.</summary>
        [NotAudited] public RecipientInfo? Recipient { get; init; }
        /// <summary>Proofs of fresh grants.</summary>
        [Length(0, 10), NotAudited] public IReadOnlyList<string>? GrantTokens { get; init; }
        /// <summary>Only decide.</summary>
        public bool? DryRun { get; init; }
    }

    /// <summary>The answer. Owns the private key.</summary>
    public sealed record Response(byte[] PrivateKeyCiphertextBlob, KeyMaterial PrivateKeyPlaintext, byte[] PublicKey, string KeyId, string KeyPairSpec,
        string KeyMaterialId) : IDisposable
    {
        /// <inheritdoc/>
        public void Dispose() => PrivateKeyPlaintext.Dispose();
    }

    /// <inheritdoc/>
    public async ValueTask<Response> InvokeAsync(Request request, Call call, CancellationToken cancellation)
    {
        RecipientInfo.Refuse(request.Recipient);
        var spec = request.KeyPairSpec!.Value;
        if (spec.Value == DataKeyPairSpec.Sm2) throw KmsFaults.Unsupported("KeyPairSpec SM2 is offered in China Regions only.");
        var context = request.EncryptionContext ?? EncryptionContext.Empty;
        var key = (await keys.GetAsync(call, request.KeyId!, cancellation)).Value;
        await authorizer.DemandAsync(call, Action, new() { Key = key, RequestKeyId = request.KeyId, Context = context, DataKeyPairSpec = spec.Text }, cancellation);
        key.DemandSymmetric("GenerateDataKeyPair");
        key.Demand(KeyAction.Cryptographic);
        if (request.DryRun == true) throw KmsFaults.DryRun();

        var backing = await keys.CurrentAsync(key, cancellation);
        var pair = await module.GenerateDataKeyPairAsync(backing, context.Canonical, spec.Text, withPlaintext: true, cancellation).OrBusyAsync();
        return new(pair.PrivateKeyCiphertextBlob, pair.PrivateKeyPlaintext!, pair.PublicKey.ToArray(), key.Arn, spec.Text, backing.KeyMaterialId);
    }
}
