using Strongroom.Aws;
using Strongroom.Hsm;

namespace Strongroom.Kms.Operations;

/// <summary>Says whether an HMAC is a KMS key's own: an error where it is not.</summary>
[Operation("TrentService.VerifyMac", ReadOnly = true)]
public sealed class VerifyMac(UsableKeys keys, ISecurityModule module) : IOperation<VerifyMac.Request, VerifyMac.Response>
{
    private static readonly KeyUse Use = new("VerifyMac", KeyUsage.GenerateVerifyMac);

    /// <summary>What is asked.</summary>
    public sealed record Request
    {
        /// <summary>1 to 4,096 bytes.</summary>
        [Required, Length(1, 4096), NotAudited] public byte[]? Message { get; init; }
        /// <summary>Key id, key ARN, alias or alias ARN.</summary>
        [Required, Length(1, 2048)] public string? KeyId { get; init; }
        /// <summary>The key's algorithm.</summary>
        [Required] public Wire<MacAlgorithm>? MacAlgorithm { get; init; }
        /// <summary>The HMAC.</summary>
        [Required, Length(1, 6144), NotAudited] public byte[]? Mac { get; init; }
        /// <summary>Proofs of fresh grants.</summary>
        [Length(0, 10), ElementLength(1, 8192), NotAudited] public IReadOnlyList<string>? GrantTokens { get; init; }
        /// <summary>Only decide.</summary>
        public bool? DryRun { get; init; }
    }

    /// <summary>The answer.</summary>
    public sealed record Response(string KeyId, bool MacValid, string MacAlgorithm);

    /// <inheritdoc/>
    public async ValueTask<Response> InvokeAsync(Request request, Call call, CancellationToken cancellation)
    {
        var algorithm = request.MacAlgorithm!.Value.Text;
        var (key, backing) = await keys.GetAsync(call, Use, new(request.KeyId!, request.GrantTokens, request.DryRun), algorithm, cancellation);
        if (!await module.VerifyMacAsync(backing, algorithm, request.Message, request.Mac, cancellation)) throw KmsFaults.InvalidMac();
        return new(key.Arn, MacValid: true, algorithm);
    }
}
