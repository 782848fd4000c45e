using Strongroom.Aws;
using Strongroom.Hsm;
using Strongroom.Seams;

namespace Strongroom.Kms.Operations;

/// <summary>Makes a data key for later: only its wrapped form is returned.</summary>
[Operation("TrentService.GenerateDataKeyWithoutPlaintext", ReadOnly = true)]
public sealed class GenerateDataKeyWithoutPlaintext(UsableKeys keys, ISecurityModule module)
    : IOperation<GenerateDataKeyWithoutPlaintext.Request, GenerateDataKeyWithoutPlaintext.Response>
{
    private static readonly KeyUse Use = new("GenerateDataKeyWithoutPlaintext", KeyUsage.EncryptDecrypt);

    /// <summary>What is asked.</summary>
    public sealed record Request
    {
        /// <summary>Key id, key ARN, alias or alias ARN of a symmetric encryption key.</summary>
        [Required, Length(1, 2048)] public string? KeyId { get; init; }
        /// <summary>Authenticated with the wrapped key, and needed again to open it.</summary>
        [Length(0, EncryptionContext.MaxBytes)] public EncryptionContext? EncryptionContext { get; init; }
        /// <summary>The length by name, unless NumberOfBytes gives it.</summary>
        public Wire<DataKeySpec>? KeySpec { get; init; }
        /// <summary>The length in bytes, unless KeySpec names it.</summary>
        [Range(1, 1024)] public int? NumberOfBytes { get; init; }
        /// <summary>Proofs of fresh grants.</summary>
        [Length(0, 10), ElementLength(1, 8192), NotAudited] public IReadOnlyList<string>? GrantTokens { get; init; }
        /// <summary>Only decide.</summary>
        public bool? DryRun { get; init; }
    }

    /// <summary>The answer.</summary>
    public sealed record Response(byte[] CiphertextBlob, string KeyId, string? KeyMaterialId);

    /// <inheritdoc/>
    public async ValueTask<Response> InvokeAsync(Request request, Call call, CancellationToken cancellation)
    {
        var length = DataKeyLength.Of(request.KeySpec, request.NumberOfBytes);
        var context = request.EncryptionContext ?? EncryptionContext.Empty;
        var (key, backing) = await keys.GetForDataKeyAsync(call, Use, new(request.KeyId!, request.GrantTokens, request.DryRun), context, cancellation);
        var blob = await module.GenerateDataKeyWithoutPlaintextAsync(backing, context.Canonical, length, cancellation);
        return new(blob, key.Arn, backing.KeyMaterialId);
    }
}
