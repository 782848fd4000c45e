using Strongroom.Aws;
using Strongroom.Hsm;
using Strongroom.Seams;

namespace Strongroom.Kms.Operations;

/// <summary>Makes a key pair for use outside, its private half only wrapped under a symmetric KMS key.</summary>
[Operation("TrentService.GenerateDataKeyPairWithoutPlaintext", ReadOnly = true)]
public sealed class GenerateDataKeyPairWithoutPlaintext(UsableKeys keys, ISecurityModule module)
    : IOperation<GenerateDataKeyPairWithoutPlaintext.Request, GenerateDataKeyPairWithoutPlaintext.Response>
{
    private static readonly KeyUse Use = new("GenerateDataKeyPairWithoutPlaintext", KeyUsage.EncryptDecrypt);

    /// <summary>What is asked.</summary>
    public sealed record Request
    {
        /// <summary>Bound to the wrapped private key.</summary>
        [Length(0, EncryptionContext.MaxBytes)] public EncryptionContext? EncryptionContext { get; init; }
        /// <summary>Key id, key ARN, alias or alias ARN.</summary>
        [Required, Length(1, 2048)] public string? KeyId { get; init; }
        /// <summary>The kind of pair.</summary>
        [Required] public Wire<DataKeyPairSpec>? KeyPairSpec { get; init; }
        /// <summary>Proofs of fresh grants.</summary>
        [Length(0, 10), ElementLength(1, 8192), NotAudited] public IReadOnlyList<string>? GrantTokens { get; init; }
        /// <summary>Only decide.</summary>
        public bool? DryRun { get; init; }
    }

    /// <summary>The answer.</summary>
    public sealed record Response(byte[] PrivateKeyCiphertextBlob, byte[] PublicKey, string KeyId, string KeyPairSpec, string KeyMaterialId);

    /// <inheritdoc/>
    public async ValueTask<Response> InvokeAsync(Request request, Call call, CancellationToken cancellation)
    {
        var spec = request.KeyPairSpec!.Value;
        if (spec.Value == DataKeyPairSpec.Sm2) throw KmsFaults.Unsupported("KeyPairSpec SM2 is offered in China Regions only.");
        var context = request.EncryptionContext ?? EncryptionContext.Empty;
        var (key, backing) = await keys.GetForDataKeyAsync(call, Use, new(request.KeyId!, request.GrantTokens, request.DryRun), context, cancellation, spec.Text);
        var pair = await module.GenerateDataKeyPairAsync(backing, context.Canonical, spec.Text, withPlaintext: false, cancellation).OrBusyAsync();
        return new(pair.PrivateKeyCiphertextBlob, pair.PublicKey.ToArray(), key.Arn, spec.Text, backing.KeyMaterialId);
    }
}
