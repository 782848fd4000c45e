using Strongroom.Access;
using Strongroom.Aws;
using Strongroom.Cryptography;
using Strongroom.Hsm;
using Strongroom.Seams;

namespace Strongroom.Kms.Operations;

/// <summary>Opens what Encrypt, ReEncrypt or a data-key operation made. A symmetric ciphertext names its key itself.</summary>
[Operation("TrentService.Decrypt", ReadOnly = true)]
public sealed class Decrypt(CiphertextOpener opener, ISecurityModule module) : IOperation<Decrypt.Request, Decrypt.Response>
{
    private static readonly ActionName Action = KmsActions.Of("Decrypt");

    /// <summary>What is asked.</summary>
    public sealed record Request
    {
        /// <summary>The ciphertext. Only a dry run that ignores it may leave it out.</summary>
        [Length(1, 6144)] public byte[]? CiphertextBlob { get; init; }
        /// <summary>Exactly the pairs that it was made with.</summary>
        [Length(0, EncryptionContext.MaxBytes)] public EncryptionContext? EncryptionContext { get; init; }
        /// <summary>Proofs of fresh grants.</summary>
        [Length(0, 10), ElementLength(1, 8192), NotAudited] public IReadOnlyList<string>? GrantTokens { get; init; }
        /// <summary>The key it must have been made under; needed for asymmetric keys.</summary>
        [Length(1, 2048)] public string? KeyId { get; init; }
        /// <summary>SYMMETRIC_DEFAULT unless the key is an RSA key.</summary>
        public Wire<EncryptionAlgorithm>? EncryptionAlgorithm { get; init; }
        /// <summary>A Nitro enclave's attestation; refused, for there are none here.</summary>
        [NotAudited] public RecipientInfo? Recipient { get; init; }
        /// <summary>Only decide.</summary>
        public bool? DryRun { get; init; }
        /// <summary>What a dry run leaves out.</summary>
        public IReadOnlyList<Wire<DryRunModifier>>? DryRunModifiers { get; init; }
    }

    /// <summary>The answer. Owns the plaintext.</summary>
    public sealed record Response(string KeyId, KeyMaterial Plaintext, string EncryptionAlgorithm, string? KeyMaterialId) : IDisposable
    {
        /// <inheritdoc/>
        public void Dispose() => Plaintext.Dispose();
    }

    /// <inheritdoc/>
    public async ValueTask<Response> InvokeAsync(Request request, Call call, CancellationToken cancellation)
    {
        RecipientInfo.Refuse(request.Recipient);
        var context = request.EncryptionContext ?? EncryptionContext.Empty;
        var asked = new CiphertextRequest(request.CiphertextBlob, request.KeyId, context, request.EncryptionAlgorithm, request.GrantTokens);
        if (Kms.DryRunModifiers.IgnoreCiphertext(request.DryRun, request.DryRunModifiers, request.CiphertextBlob))
            await opener.DryRunAsync(call, Action, asked, cancellation);
        var source = await opener.FindAsync(call, Action, asked, cancellation);
        var response = await OpenAsync(source, request, context, cancellation);
        if (request.DryRun != true) return response;

        response.Dispose();
        throw KmsFaults.DryRun();
    }

    private async ValueTask<Response> OpenAsync(CiphertextSource source, Request request, EncryptionContext context, CancellationToken cancellation)
    {
        try
        {
            if (source.Key.IsAsymmetric)
                return new(source.Key.Arn, await module.DecryptAsymmetricAsync(source.BackingKey, source.Algorithm, request.CiphertextBlob, cancellation),
                    source.Algorithm, KeyMaterialId: null);
            var plaintext = await module.DecryptAsync(source.BackingKey, context.Canonical, request.CiphertextBlob, cancellation);
            return new(source.Key.Arn, plaintext, source.Algorithm, source.BackingKey.KeyMaterialId);
        }
        catch (InvalidCiphertextException)
        {
            throw KmsFaults.InvalidCiphertext();
        }
    }
}
