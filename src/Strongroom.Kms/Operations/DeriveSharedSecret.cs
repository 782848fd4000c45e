using Strongroom.Aws;
using Strongroom.Cryptography;
using Strongroom.Hsm;

namespace Strongroom.Kms.Operations;

/// <summary>Agrees on a secret with the holder of another key pair on the same curve (SP 800-56A, section 5.7.1.2: ECC CDH).</summary>
[Operation("TrentService.DeriveSharedSecret", ReadOnly = true)]
public sealed class DeriveSharedSecret(UsableKeys keys, ISecurityModule module)
    : IOperation<DeriveSharedSecret.Request, DeriveSharedSecret.Response>
{
    private static readonly KeyUse Use = new("DeriveSharedSecret", KeyUsage.KeyAgreement);

    /// <summary>What is asked.</summary>
    public sealed record Request
    {
        /// <summary>Key id, key ARN, alias or alias ARN.</summary>
        [Required, Length(1, 2048)] public string? KeyId { get; init; }
        /// <summary>ECDH.</summary>
        [Required] public Wire<KeyAgreementAlgorithm>? KeyAgreementAlgorithm { get; init; }
        /// <summary>The other's public key: SubjectPublicKeyInfo in DER.</summary>
        [Required, Length(1, 8192)] public byte[]? PublicKey { get; init; }
        /// <summary>A Nitro enclave's attestation; refused, for there are none here.</summary>
        [NotAudited] public RecipientInfo? Recipient { get; init; }
        /// <summary>Proofs of fresh grants.</summary>
        [Length(0, 10), ElementLength(1, 8192), NotAudited] public IReadOnlyList<string>? GrantTokens { get; init; }
        /// <summary>Only decide.</summary>
        public bool? DryRun { get; init; }
    }

    /// <summary>The answer. Owns the secret.</summary>
    public sealed record Response(string KeyId, KeyMaterial SharedSecret, string KeyAgreementAlgorithm, string KeyOrigin) : IDisposable
    {
        /// <inheritdoc/>
        public void Dispose() => SharedSecret.Dispose();
    }

    /// <inheritdoc/>
    public async ValueTask<Response> InvokeAsync(Request request, Call call, CancellationToken cancellation)
    {
        RecipientInfo.Refuse(request.Recipient);
        var algorithm = request.KeyAgreementAlgorithm!.Value.Text;
        var (key, backing) = await keys.GetAsync(call, Use, new(request.KeyId!, request.GrantTokens, request.DryRun), algorithm, cancellation);
        try
        {
            var secret = await module.DeriveSharedSecretAsync(backing, request.PublicKey, cancellation);
            return new(key.Arn, secret, algorithm, WireNames.NameOf(key.Origin));
        }
        catch (InvalidPublicKeyException)
        {
            throw KmsFaults.Validation($"PublicKey is not a valid public key for KeySpec {KeySpecs.NameOf(key.KeySpec)}.");
        }
    }
}
