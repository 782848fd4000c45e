using Strongroom.Aws;
using Strongroom.Hsm;

namespace Strongroom.Kms.Operations;

/// <summary>Says whether a signature is a KMS key's own: an error where it is not.</summary>
[Operation("TrentService.Verify", ReadOnly = true)]
public sealed class Verify(UsableKeys keys, ISecurityModule module) : IOperation<Verify.Request, Verify.Response>
{
    private static readonly KeyUse Use = new("Verify", KeyUsage.SignVerify);

    /// <summary>What is asked.</summary>
    public sealed record Request
    {
        /// <summary>Key id, key ARN, alias or alias ARN.</summary>
        [Required, Length(1, 2048)] public string? KeyId { get; init; }
        /// <summary>The message, at most 4,096 bytes, or its digest.</summary>
        [Required, Length(1, 4096), NotAudited] public byte[]? Message { get; init; }
        /// <summary>RAW where nothing is said.</summary>
        public Wire<SignedMessageType>? MessageType { get; init; }
        /// <summary>The signature.</summary>
        [Required, Length(1, 6144), NotAudited] public byte[]? Signature { get; init; }
        /// <summary>The algorithm that made it.</summary>
        [Required] public Wire<SigningAlgorithm>? SigningAlgorithm { get; init; }
        /// <summary>Proofs of fresh grants.</summary>
        [Length(0, 10), ElementLength(1, 8192), NotAudited] public IReadOnlyList<string>? GrantTokens { get; init; }
        /// <summary>Only decide.</summary>
        public bool? DryRun { get; init; }
    }

    /// <summary>The answer.</summary>
    public sealed record Response(string KeyId, bool SignatureValid, string SigningAlgorithm);

    /// <inheritdoc/>
    public async ValueTask<Response> InvokeAsync(Request request, Call call, CancellationToken cancellation)
    {
        var algorithm = request.SigningAlgorithm!.Value.Text;
        var type = SigningRules.Demand(algorithm, request.MessageType, request.Message!);
        var (key, backing) = await keys.GetAsync(call, Use, new(request.KeyId!, request.GrantTokens, request.DryRun), algorithm, cancellation,
            request.MessageType?.Text ?? "RAW");
        if (!await module.VerifyAsync(backing, algorithm, type, request.Message, request.Signature, cancellation)) throw KmsFaults.InvalidSignature();
        return new(key.Arn, SignatureValid: true, algorithm);
    }
}
