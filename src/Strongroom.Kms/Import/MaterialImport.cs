using Strongroom.Aws;
using Strongroom.Cryptography;
using Strongroom.Hsm;
using Strongroom.Storage;

namespace Strongroom.Kms;

/// <summary>Brings wrapped key material into the security module.</summary>
public sealed class MaterialImport(Records records, ISecurityModule module)
{
    /// <summary>The material as a backing key: under the id that it had before, if the key knows it, so that old ciphertexts find it.</summary>
    /// <exception cref="FaultException">
    /// InvalidCiphertextException where it does not unwrap, IncorrectKeyMaterialException where it is no sound material of the key's spec.
    /// </exception>
    public async ValueTask<WrappedBackingKey> UnwrapAsync(
        KmsKey key, ImportParameters parameters, ReadOnlyMemory<byte> wrapped, CancellationToken cancellation)
    {
        // Its id says which of the key's materials it is, and only its bytes tell its id: known material is unwrapped again, under its own name.
        var material = await UnwrapAsync(key, parameters, wrapped, BackingKeyId.New(), cancellation);
        if (key.FindMaterial(material.KeyMaterialId) is not { } known) return material;
        return (await records.FindAsync(BackingKey.Records, BackingKey.RecordKeyOf(key, known.BackingKeyId), cancellation))?.Value.ToWrapped()
            ?? await UnwrapAsync(key, parameters, wrapped, known.BackingKeyId, cancellation);
    }

    private async ValueTask<WrappedBackingKey> UnwrapAsync(
        KmsKey key, ImportParameters parameters, ReadOnlyMemory<byte> wrapped, BackingKeyId id, CancellationToken cancellation)
    {
        var identity = new BackingKeyIdentity(key.Account, key.KeyId, id, KeySpecs.NameOf(key.KeySpec));
        try
        {
            return await module.ImportWrappedBackingKeyAsync(
                identity, parameters.WrappingKey.ToWrapped(), WireNames.NameOf(parameters.WrappingAlgorithm), wrapped, cancellation);
        }
        catch (InvalidCiphertextException)
        {
            throw KmsFaults.InvalidCiphertext();
        }
        catch (InvalidKeyException)
        {
            throw KmsFaults.IncorrectKeyMaterial($"The imported key material is not valid for key spec {KeySpecs.NameOf(key.KeySpec)}.");
        }
    }
}
