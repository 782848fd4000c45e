using Strongroom.Cryptography;

namespace Strongroom.Hsm;

/// <summary>
/// The public name of key material: 64 hex digits, the same for the same material in the same KMS key, and for nothing else.
/// </summary>
internal static class KeyMaterialId
{
    /// <summary>HMAC-SHA-256 under a key of the module's own, so that a name is no way to test guesses of weak imported material.</summary>
    public static string Of(IKeyring keyring, BackingKeyIdentity identity, ReadOnlySpan<byte> material)
    {
        var fields = new Fields(identity, material);
        using var input = KeyMaterial.Create(fields.Length, fields, static (buffer, fields) => fields.Write(buffer), keyring.Arena);
        // Always the first key of its purpose: a name must stay the same for as long as the KMS key lives.
        var key = keyring.Purpose(Purposes.KeyMaterialIds).Find(1)
            ?? throw new InvalidOperationException("The key for key material ids is missing.");
        Span<byte> id = stackalloc byte[Hash.Sha256Length];
        using var keyLease = key.Borrow();
        using var inputLease = input.Borrow();
        Mac.HmacSha256(keyLease.Bytes, inputLease.Bytes, id);
        return Convert.ToHexStringLower(id);
    }

    private readonly ref struct Fields(BackingKeyIdentity identity, ReadOnlySpan<byte> material)
    {
        private readonly ReadOnlySpan<byte> _material = material;

        // Account, key id and key spec are ASCII by their own rules.
        public int Length => ContextWriter.FieldLength(identity.Account.Length) + ContextWriter.FieldLength(identity.KeyId.Length)
            + ContextWriter.FieldLength(identity.KeySpec.Length) + ContextWriter.FieldLength(_material.Length);

        public void Write(Span<byte> buffer)
        {
            var writer = new ContextWriter(buffer);
            writer.Field(identity.Account);
            writer.Field(identity.KeyId);
            writer.Field(identity.KeySpec);
            writer.Field(_material);
        }
    }
}
