using Strongroom.Access;
using Strongroom.Aws;
using Strongroom.Hsm;

namespace Strongroom.Kms.Operations;

/// <summary>Makes a key pair to wrap key material with on its way into one KMS key, and the token that goes with it. Both serve for 24 hours.</summary>
[Operation("TrentService.GetParametersForImport", ReadOnly = true)]
public sealed class GetParametersForImport(KeyStore keys, KmsAuthorizer authorizer, ISecurityModule module, ImportTokens tokens)
    : IOperation<GetParametersForImport.Request, GetParametersForImport.Response>
{
    private static readonly ActionName Action = KmsActions.Of("GetParametersForImport");

    /// <summary>What is asked.</summary>
    public sealed record Request
    {
        /// <summary>Key id or key ARN.</summary>
        [Required, Length(1, 2048)] public string? KeyId { get; init; }
        /// <summary>How the material will be wrapped.</summary>
        [Required] public Wire<WrappingAlgorithm>? WrappingAlgorithm { get; init; }
        /// <summary>The kind of wrapping key.</summary>
        [Required] public Wire<WrappingKeySpec>? WrappingKeySpec { get; init; }
    }

    /// <summary>The answer.</summary>
    public sealed record Response(string KeyId, [property: NotAudited] byte[] ImportToken, byte[] PublicKey, DateTimeOffset ParametersValidTo);

    /// <inheritdoc/>
    public async ValueTask<Response> InvokeAsync(Request request, Call call, CancellationToken cancellation)
    {
        var (algorithm, wrappingKeySpec) = (request.WrappingAlgorithm!.Value, request.WrappingKeySpec!.Value);
        var key = (await keys.GetByIdAsync(call, request.KeyId!, cancellation)).Value;
        await authorizer.DemandAsync(call, Action, new() { Key = key, Import = new(algorithm.Text, wrappingKeySpec.Text, null, null) }, cancellation);
        key.Demand(KeyAction.GetParametersForImport);
        WrappingRules.Demand(algorithm.Value, wrappingKeySpec.Value, key.KeySpec);

        var pair = await module.GenerateImportWrappingKeyAsync(key.Account, key.KeyId, wrappingKeySpec.Text, cancellation).OrBusyAsync();
        var parameters = new ImportParameters
        {
            KeyArn = key.Arn,
            WrappingAlgorithm = algorithm.Value,
            WrappingKeySpec = wrappingKeySpec.Value,
            ValidTo = call.Time + ImportParameters.Lifetime,
            WrappingKey = BackingKey.From(pair.Key),
        };
        return new(key.Arn, tokens.Seal(parameters), pair.PublicKey.ToArray(), parameters.ValidTo);
    }
}
