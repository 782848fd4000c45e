using Strongroom.Aws;
using Strongroom.Cryptography;
using Strongroom.Hsm;
using Strongroom.Seams;

namespace Strongroom.Kms.Operations;

/// <summary>Makes a data key and returns it twice: in the clear to use now, and wrapped under a KMS key to keep.</summary>
[Operation("TrentService.GenerateDataKey", ReadOnly = true)]
public sealed class GenerateDataKey(UsableKeys keys, ISecurityModule module)
    : IOperation<GenerateDataKey.Request, GenerateDataKey.Response>
{
    private static readonly KeyUse Use = new("GenerateDataKey", KeyUsage.EncryptDecrypt);

    /// <summary>What is asked.</summary>
    public sealed record Request
    {
        /// <summary>Key id, key ARN, alias or alias ARN of a symmetric encryption key.</summary>
        [Required, Length(1, 2048)] public string? KeyId { get; init; }
        /// <summary>Authenticated with the wrapped key, and needed again to open it.</summary>
        [Length(0, EncryptionContext.MaxBytes)] public EncryptionContext? EncryptionContext { get; init; }
        /// <summary>The length in bytes, unless KeySpec names it.</summary>
        [Range(1, 1024)] public int? NumberOfBytes { get; init; }
        /// <summary>The length by name, unless NumberOfBytes gives it.</summary>
        public Wire<DataKeySpec>? KeySpec { get; init; }
        /// <summary>Proofs of fresh grants.</summary>
        [Length(0, 10), ElementLength(1, 8192), NotAudited] public IReadOnlyList<string>? GrantTokens { get; init; }
        /// <summary>A Nitro enclave's attestation; refused, for there are none here.</summary>
        [NotAudited] public RecipientInfo? Recipient { get; init; }
        /// <summary>Only decide.</summary>
        public bool? DryRun { get; init; }
    }

    /// <summary>The answer. Owns the plaintext key.</summary>
    public sealed record Response(byte[] CiphertextBlob, KeyMaterial Plaintext, string KeyId, string? KeyMaterialId) : IDisposable
    {
        /// <inheritdoc/>
        public void Dispose() => Plaintext.Dispose();
    }

    /// <inheritdoc/>
    public async ValueTask<Response> InvokeAsync(Request request, Call call, CancellationToken cancellation)
    {
        RecipientInfo.Refuse(request.Recipient);
        var length = DataKeyLength.Of(request.KeySpec, request.NumberOfBytes);
        var context = request.EncryptionContext ?? EncryptionContext.Empty;
        var (key, backing) = await keys.GetForDataKeyAsync(call, Use, new(request.KeyId!, request.GrantTokens, request.DryRun), context, cancellation);
        var dataKey = await module.GenerateDataKeyAsync(backing, context.Canonical, length, cancellation);
        return new(dataKey.CiphertextBlob, dataKey.Plaintext, key.Arn, backing.KeyMaterialId);
    }
}
