using Strongroom.Aws;
using Strongroom.Cryptography;
using Strongroom.Hsm;
using Strongroom.Seams;

namespace Strongroom.Kms.Operations;

/// <summary>Makes a key pair for use outside, its private half in the clear and wrapped under a symmetric KMS key.</summary>
[Operation("TrentService.GenerateDataKeyPair", ReadOnly = true)]
public sealed class GenerateDataKeyPair(UsableKeys keys, ISecurityModule module)
    : IOperation<GenerateDataKeyPair.Request, GenerateDataKeyPair.Response>
{
    private static readonly KeyUse Use = new("GenerateDataKeyPair", KeyUsage.EncryptDecrypt);

    /// <summary>What is asked.</summary>
    public sealed record Request
    {
        /// <summary>Bound to the wrapped private key.</summary>
        [Length(0, EncryptionContext.MaxBytes)] public EncryptionContext? EncryptionContext { get; init; }
        /// <summary>Key id, key ARN, alias or alias ARN.</summary>
        [Required, Length(1, 2048)] public string? KeyId { get; init; }
        /// <summary>The kind of pair.</summary>
        [Required] public Wire<DataKeyPairSpec>? KeyPairSpec { get; init; }
        /// <summary>A Nitro enclave's attestation; refused, for there are none here.</summary>
        [NotAudited] public RecipientInfo? Recipient { get; init; }
        /// <summary>Proofs of fresh grants.</summary>
        [Length(0, 10), ElementLength(1, 8192), NotAudited] public IReadOnlyList<string>? GrantTokens { get; init; }
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
        var (key, backing) = await keys.GetForDataKeyAsync(call, Use, new(request.KeyId!, request.GrantTokens, request.DryRun), context, cancellation, spec.Text);
        var pair = await module.GenerateDataKeyPairAsync(backing, context.Canonical, spec.Text, withPlaintext: true, cancellation).OrBusyAsync();
        return new(pair.PrivateKeyCiphertextBlob, pair.PrivateKeyPlaintext!, pair.PublicKey.ToArray(), key.Arn, spec.Text, backing.KeyMaterialId);
    }
}
