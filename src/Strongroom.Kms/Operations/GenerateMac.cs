using Strongroom.Aws;
using Strongroom.Hsm;

namespace Strongroom.Kms.Operations;

/// <summary>Makes the HMAC of a message under an HMAC KMS key.</summary>
[Operation("TrentService.GenerateMac", ReadOnly = true)]
public sealed class GenerateMac(UsableKeys keys, ISecurityModule module) : IOperation<GenerateMac.Request, GenerateMac.Response>
{
    private static readonly KeyUse Use = new("GenerateMac", KeyUsage.GenerateVerifyMac);

    /// <summary>What is asked.</summary>
    public sealed record Request
    {
        /// <summary>1 to 4,096 bytes.</summary>
        [Required, Length(1, 4096), NotAudited] public byte[]? Message { get; init; }
        /// <summary>Key id, key ARN, alias or alias ARN.</summary>
        [Required, Length(1, 2048)] public string? KeyId { get; init; }
        /// <summary>The key's algorithm.</summary>
        [Required] public Wire<MacAlgorithm>? MacAlgorithm { get; init; }
        /// <summary>Proofs of fresh grants.</summary>
        [Length(0, 10), ElementLength(1, 8192), NotAudited] public IReadOnlyList<string>? GrantTokens { get; init; }
        /// <summary>Only decide.</summary>
        public bool? DryRun { get; init; }
    }

    /// <summary>The answer.</summary>
    public sealed record Response(byte[] Mac, string MacAlgorithm, string KeyId);

    /// <inheritdoc/>
    public async ValueTask<Response> InvokeAsync(Request request, Call call, CancellationToken cancellation)
    {
        var algorithm = request.MacAlgorithm!.Value.Text;
        var (key, backing) = await keys.GetAsync(call, Use, new(request.KeyId!, request.GrantTokens, request.DryRun), algorithm, cancellation);
        return new(await module.GenerateMacAsync(backing, algorithm, request.Message, cancellation), algorithm, key.Arn);
    }
}
