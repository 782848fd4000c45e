using Strongroom.Access;
using Strongroom.Aws;
using Strongroom.Cryptography;
using Strongroom.Hsm;

namespace Strongroom.Kms.Operations;

/// <summary>Random bytes from the security module.</summary>
[Operation("TrentService.GenerateRandom", ReadOnly = true)]
public sealed class GenerateRandom(KmsAuthorizer authorizer, ISecurityModule module) : IOperation<GenerateRandom.Request, GenerateRandom.Response>
{
    private static readonly ActionName Action = KmsActions.Of("GenerateRandom");

    /// <summary>What is asked.</summary>
    public sealed record Request
    {
        /// <summary>How many.</summary>
        [Range(1, 1024)] public int? NumberOfBytes { get; init; }
        /// <summary>A custom key store to draw from; there is none.</summary>
        [Length(1, 64)] public string? CustomKeyStoreId { get; init; }
        /// <summary>A Nitro enclave's attestation; refused, for there are none here.</summary>
        [NotAudited] public RecipientInfo? Recipient { get; init; }
    }

    /// <summary>The answer. Owns the bytes.</summary>
    public sealed record Response(KeyMaterial Plaintext) : IDisposable
    {
        /// <inheritdoc/>
        public void Dispose() => Plaintext.Dispose();
    }

    /// <inheritdoc/>
    public async ValueTask<Response> InvokeAsync(Request request, Call call, CancellationToken cancellation)
    {
        await authorizer.DemandAsync(call, Action, cancellation);
        RecipientInfo.Refuse(request.Recipient);
        var length = request.NumberOfBytes ?? throw KmsFaults.Validation("NumberOfBytes is required.");
        if (request.CustomKeyStoreId is { } store) throw KmsFaults.CustomKeyStoreNotFound(store);
        return new(await module.GenerateRandomAsync(length, cancellation));
    }
}
