using Strongroom.Access;
using Strongroom.Aws;
using Strongroom.Hsm;
using Strongroom.Seams;

namespace Strongroom.Kms;

/// <summary>Finds the key behind a ciphertext and decides whether the caller may open it: the first half of Decrypt and ReEncrypt.</summary>
public sealed class CiphertextOpener(KeyStore keys, KmsAuthorizer authorizer)
{
    /// <summary>The key and the generation that made <paramref name="blob"/>, permitted and usable.</summary>
    /// <exception cref="FaultException">In AWS's order: no ciphertext at all, another key, forbidden or unknown key, wrong usage, wrong state.</exception>
    public async ValueTask<CiphertextSource> FindAsync(Call call, ActionName action, ReadOnlyMemory<byte> blob, string? keyId, EncryptionContext context,
        Wire<EncryptionAlgorithm>? algorithm, CancellationToken cancellation)
    {
        var parsed = CiphertextBlob.TryParse(blob.Span, out var header);
        var asked = algorithm?.Text ?? "SYMMETRIC_DEFAULT";
        KmsKey key;
        if (keyId is not null)
        {
            key = (await keys.GetAsync(call, keyId, cancellation)).Value;
            await authorizer.DemandAsync(call, action, new() { Key = key, RequestKeyId = keyId, Context = context, EncryptionAlgorithm = asked }, cancellation);
            key.DemandUsage(KeyUsage.EncryptDecrypt, action.Name["kms:".Length..]);
        }
        else
        {
            if (!parsed) throw KmsFaults.InvalidCiphertext();
            var found = await keys.FindAsync(call, header.Account, header.KeyId, cancellation);
            if (found is null) throw KmsFaults.CiphertextRefersToNoKey();
            key = found.Value;
            var access = new KeyAccess { Key = key, Context = context, EncryptionAlgorithm = asked };
            if (!await authorizer.PermitsAsync(call, action, access, cancellation)) throw KmsFaults.CiphertextRefersToNoKey();
            call.Touch(key.Account, "AWS::KMS::Key", key.Arn);
        }

        var name = EncryptionAlgorithms.Demand(key, algorithm);
        key.Demand(KeyAction.Cryptographic);
        if (key.IsAsymmetric) return new(key, await keys.CurrentAsync(key, cancellation), name);
        if (!parsed) throw KmsFaults.InvalidCiphertext();
        if (header.Account != key.Account || header.KeyId != key.KeyId) throw KmsFaults.IncorrectKey();
        var backing = await keys.FindBackingKeyAsync(key, header.BackingKeyId, cancellation) ?? throw KmsFaults.InvalidCiphertext();
        return new(key, backing, name);
    }
}

/// <summary>What opens a ciphertext.</summary>
public readonly record struct CiphertextSource(KmsKey Key, WrappedBackingKey BackingKey, string Algorithm);
