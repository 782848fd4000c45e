using Strongroom.Access;
using Strongroom.Aws;
using Strongroom.Hsm;
using Strongroom.Seams;

namespace Strongroom.Kms.Operations;

/// <summary>Opens a ciphertext and encrypts it again under another key or context; the plaintext never leaves the security module.</summary>
[Operation("TrentService.ReEncrypt", ReadOnly = true)]
public sealed class ReEncrypt(CiphertextOpener opener, KeyStore keys, KmsAuthorizer authorizer, ISecurityModule module)
    : IOperation<ReEncrypt.Request, ReEncrypt.Response>
{
    private static readonly ActionName From = KmsActions.Of("ReEncryptFrom");

    private static readonly ActionName To = KmsActions.Of("ReEncryptTo");

    /// <summary>What is asked.</summary>
    public sealed record Request
    {
        /// <summary>The ciphertext. Only a dry run that ignores it may leave it out.</summary>
        [Length(1, 6144)] public byte[]? CiphertextBlob { get; init; }
        /// <summary>The context that it was made with.</summary>
        [Length(0, EncryptionContext.MaxBytes)] public EncryptionContext? SourceEncryptionContext { get; init; }
        /// <summary>The key that it must have been made under.</summary>
        [Length(1, 2048)] public string? SourceKeyId { get; init; }
        /// <summary>The key to encrypt under now.</summary>
        [Required, Length(1, 2048)] public string? DestinationKeyId { get; init; }
        /// <summary>The context to encrypt with now.</summary>
        [Length(0, EncryptionContext.MaxBytes)] public EncryptionContext? DestinationEncryptionContext { get; init; }
        /// <summary>How it was encrypted.</summary>
        public Wire<EncryptionAlgorithm>? SourceEncryptionAlgorithm { get; init; }
        /// <summary>How to encrypt it.</summary>
        public Wire<EncryptionAlgorithm>? DestinationEncryptionAlgorithm { get; init; }
        /// <summary>Proofs of fresh grants.</summary>
        [Length(0, 10), ElementLength(1, 8192), NotAudited] public IReadOnlyList<string>? GrantTokens { get; init; }
        /// <summary>Only decide.</summary>
        public bool? DryRun { get; init; }
        /// <summary>What a dry run leaves out.</summary>
        public IReadOnlyList<Wire<DryRunModifier>>? DryRunModifiers { get; init; }
    }

    /// <summary>The answer.</summary>
    public sealed record Response(byte[] CiphertextBlob, string SourceKeyId, string KeyId, string SourceEncryptionAlgorithm,
        string DestinationEncryptionAlgorithm, string? SourceKeyMaterialId, string? DestinationKeyMaterialId);

    /// <inheritdoc/>
    public async ValueTask<Response> InvokeAsync(Request request, Call call, CancellationToken cancellation)
    {
        var ignoresCiphertext = Kms.DryRunModifiers.IgnoreCiphertext(request.DryRun, request.DryRunModifiers, request.CiphertextBlob);
        var sourceContext = request.SourceEncryptionContext ?? EncryptionContext.Empty;
        var context = request.DestinationEncryptionContext ?? EncryptionContext.Empty;

        var destination = (await keys.GetAsync(call, request.DestinationKeyId!, cancellation)).Value;
        await authorizer.DemandAsync(call, To, new() { Key = destination, RequestKeyId = request.DestinationKeyId, GrantTokens = request.GrantTokens, Context = context }, cancellation);
        destination.DemandUsage(KeyUsage.EncryptDecrypt, "ReEncryptTo");
        var algorithm = EncryptionAlgorithms.Demand(destination, request.DestinationEncryptionAlgorithm);
        destination.Demand(KeyAction.Cryptographic);

        var asked = new CiphertextRequest(request.CiphertextBlob, request.SourceKeyId, sourceContext, request.SourceEncryptionAlgorithm, request.GrantTokens);
        if (ignoresCiphertext) await opener.DryRunAsync(call, From, asked, cancellation);
        var source = await opener.FindAsync(call, From, asked, cancellation);

        var backing = await keys.CurrentAsync(destination, cancellation);
        try
        {
            var blob = await module.ReEncryptAsync(SideOf(source.Key, source.BackingKey, source.Algorithm, sourceContext), request.CiphertextBlob,
                SideOf(destination, backing, algorithm, context), cancellation);
            if (request.DryRun == true) throw KmsFaults.DryRun();
            return new(blob, source.Key.Arn, destination.Arn, source.Algorithm, algorithm,
                source.Key.IsAsymmetric ? null : source.BackingKey.KeyMaterialId, destination.IsAsymmetric ? null : backing.KeyMaterialId);
        }
        catch (InvalidCiphertextException)
        {
            throw KmsFaults.InvalidCiphertext();
        }
        catch (ArgumentException)
        {
            throw KmsFaults.PlaintextTooLong(algorithm, destination.KeySpec, EncryptionAlgorithms.LongestPlaintext(algorithm, destination.KeySpec));
        }
    }

    private static EncryptionSide SideOf(KmsKey key, WrappedBackingKey backing, string algorithm, EncryptionContext context)
        => new(backing, algorithm, key.IsAsymmetric ? default : context.Canonical);
}
