using Strongroom.Aws;
using Strongroom.Cryptography;
using Strongroom.Kms.Operations;
using Strongroom.Seams;

namespace Strongroom.Kms;

/// <summary>KMS as the other services ask it: GenerateDataKey and Decrypt, each a child call of theirs.</summary>
public sealed class DataKeys(GenerateDataKey generate, Decrypt decrypt, ServiceManagedKeys managed) : IDataKeys
{
    private readonly ChildOperation<GenerateDataKey.Request, GenerateDataKey.Response> generate = new(generate, KmsService.EventSource);
    private readonly ChildOperation<Decrypt.Request, Decrypt.Response> decrypt = new(decrypt, KmsService.EventSource);

    /// <inheritdoc/>
    public async ValueTask<DataKey> GenerateAsync(Call call, string viaService, string keyId, EncryptionContext context, CancellationToken cancellation)
    {
        await managed.EnsureAsync(call, keyId, cancellation);
        var made = await generate.InvokeAsync(call, viaService, new() { KeyId = keyId, KeySpec = DataKeySpec.Aes256, EncryptionContext = context }, cancellation);
        return new(made.KeyId, made.Plaintext, made.CiphertextBlob);
    }

    /// <inheritdoc/>
    public async ValueTask<KeyMaterial> DecryptAsync(
        Call call, string viaService, ReadOnlyMemory<byte> wrapped, EncryptionContext context, CancellationToken cancellation)
    {
        var opened = await decrypt.InvokeAsync(call, viaService, new() { CiphertextBlob = wrapped.ToArray(), EncryptionContext = context }, cancellation);
        return opened.Plaintext;
    }
}
