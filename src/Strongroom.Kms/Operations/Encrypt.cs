using Strongroom.Access;
using Strongroom.Aws;
using Strongroom.Cryptography;
using Strongroom.Hsm;
using Strongroom.Seams;

namespace Strongroom.Kms.Operations;

/// <summary>Encrypts up to 4,096 bytes under a KMS key.</summary>
[Operation("TrentService.Encrypt", ReadOnly = true)]
public sealed class Encrypt(KeyStore keys, KmsAuthorizer authorizer, ISecurityModule module) : IOperation<Encrypt.Request, Encrypt.Response>
{
    private static readonly ActionName Action = KmsActions.Of("Encrypt");

    /// <summary>What is asked.</summary>
    public sealed record Request
    {
        /// <summary>Key id, key ARN, alias or alias ARN.</summary>
        [Required, Length(1, 2048)] public string? KeyId { get; init; }
        /// <summary>The bytes to encrypt.</summary>
        [Required, Length(1, 4096)] public KeyMaterial? Plaintext { get; init; }
        /// <summary>Authenticated with the ciphertext, and needed again to open it.</summary>
        [Length(0, EncryptionContext.MaxBytes)] public EncryptionContext? EncryptionContext { get; init; }
        /// <summary>Proofs of fresh grants.</summary>
        [Length(0, 10), ElementLength(1, 8192), NotAudited] public IReadOnlyList<string>? GrantTokens { get; init; }
        /// <summary>SYMMETRIC_DEFAULT unless the key is an RSA key.</summary>
        public Wire<EncryptionAlgorithm>? EncryptionAlgorithm { get; init; }
        /// <summary>Only decide.</summary>
        public bool? DryRun { get; init; }
    }

    /// <summary>The answer.</summary>
    public sealed record Response(byte[] CiphertextBlob, string KeyId, string EncryptionAlgorithm);

    /// <inheritdoc/>
    public async ValueTask<Response> InvokeAsync(Request request, Call call, CancellationToken cancellation)
    {
        var context = request.EncryptionContext ?? EncryptionContext.Empty;
        var key = (await keys.GetAsync(call, request.KeyId!, cancellation)).Value;
        await authorizer.DemandAsync(call, Action, new()
        {
            Key = key,
            RequestKeyId = request.KeyId,
            GrantTokens = request.GrantTokens,
            Context = context,
            EncryptionAlgorithm = request.EncryptionAlgorithm?.Text ?? "SYMMETRIC_DEFAULT",
        }, cancellation);
        key.DemandUsage(KeyUsage.EncryptDecrypt, "Encrypt");
        var algorithm = EncryptionAlgorithms.Demand(key, request.EncryptionAlgorithm);
        key.Demand(KeyAction.Cryptographic);
        var longest = EncryptionAlgorithms.LongestPlaintext(algorithm, key.KeySpec);
        if (request.Plaintext!.Length > longest) throw KmsFaults.PlaintextTooLong(algorithm, key.KeySpec, longest);
        if (request.DryRun == true) throw KmsFaults.DryRun();

        var backing = await keys.CurrentAsync(key, cancellation);
        var blob = key.IsAsymmetric
            ? await module.EncryptAsymmetricAsync(backing, algorithm, request.Plaintext, cancellation)
            : await module.EncryptAsync(backing, context.Canonical, request.Plaintext, cancellation);
        return new(blob, key.Arn, algorithm);
    }
}
