using Strongroom.Access;
using Strongroom.Aws;
using Strongroom.Hsm;
using Strongroom.Seams;

namespace Strongroom.Kms;

/// <summary>Finds the key behind a ciphertext and decides whether the caller may open it: the first half of Decrypt and ReEncrypt.</summary>
public sealed class CiphertextOpener(KeyStore keys, KmsAuthorizer authorizer)
{
    /// <summary>The key and the generation that made the ciphertext, permitted and usable.</summary>
    /// <exception cref="FaultException">In AWS's order: no ciphertext at all, another key, forbidden or unknown key, wrong usage, wrong state.</exception>
    public async ValueTask<CiphertextSource> FindAsync(Call call, ActionName action, CiphertextRequest request, CancellationToken cancellation)
    {
        var parsed = CiphertextBlob.TryParse(request.Blob, out var header);
        var (key, algorithm) = await PermitAsync(call, action, request, parsed ? header : null, cancellation);
        if (key.IsAsymmetric) return new(key, await keys.CurrentAsync(key, cancellation), algorithm);

        if (!parsed) throw KmsFaults.InvalidCiphertext();
        if (header.Account != key.Account || header.KeyId != key.KeyId) throw KmsFaults.IncorrectKey();
        var backing = await keys.FindBackingKeyAsync(key, header.BackingKeyId, cancellation) ?? throw KmsFaults.InvalidCiphertext();
        return new(key, backing, algorithm);
    }

    /// <summary>Ends a dry run that is to ignore the ciphertext: only the key is found, and the caller's right to it decided.</summary>
    /// <exception cref="FaultException">As <see cref="FindAsync"/>, or DryRunOperationException where all is well.</exception>
    public async ValueTask DryRunAsync(Call call, ActionName action, CiphertextRequest request, CancellationToken cancellation)
    {
        if (request is { Blob: null, KeyId: null }) throw KmsFaults.Validation("Either a ciphertext or a KeyId must be specified.");
        await PermitAsync(call, action, request, CiphertextBlob.TryParse(request.Blob, out var header) ? header : null, cancellation);
        throw KmsFaults.DryRun();
    }

    private async ValueTask<(KmsKey Key, string Algorithm)> PermitAsync(
        Call call, ActionName action, CiphertextRequest request, CiphertextBlob? header, CancellationToken cancellation)
    {
        var key = request.KeyId is { } keyId ? (await keys.GetAsync(call, keyId, cancellation)).Value
            : header is not { } known ? throw KmsFaults.InvalidCiphertext()
            : (await keys.FindAsync(call, known.Account, known.KeyId, cancellation))?.Value ?? throw KmsFaults.CiphertextRefersToNoKey();
        var access = new KeyAccess
        {
            Key = key,
            RequestKeyId = request.KeyId,
            GrantTokens = request.GrantTokens,
            Context = request.Context,
            EncryptionAlgorithm = request.Algorithm?.Text ?? "SYMMETRIC_DEFAULT",
        };
        if (request.KeyId is not null)
        {
            await authorizer.DemandAsync(call, action, access, cancellation);
            key.DemandUsage(KeyUsage.EncryptDecrypt, action.Name["kms:".Length..]);
        }
        else
        {
            if (!await authorizer.PermitsAsync(call, action, access, cancellation)) throw KmsFaults.CiphertextRefersToNoKey();
            call.Touch(key.Account, "AWS::KMS::Key", key.Arn);
        }

        var algorithm = EncryptionAlgorithms.Demand(key, request.Algorithm);
        key.Demand(KeyAction.Cryptographic);
        return (key, algorithm);
    }
}

/// <summary>What a request says of a ciphertext that it wants opened.</summary>
public readonly record struct CiphertextRequest(
    byte[]? Blob, string? KeyId, EncryptionContext Context, Wire<EncryptionAlgorithm>? Algorithm, IReadOnlyList<string>? GrantTokens);

/// <summary>What opens a ciphertext.</summary>
public readonly record struct CiphertextSource(KmsKey Key, WrappedBackingKey BackingKey, string Algorithm);
