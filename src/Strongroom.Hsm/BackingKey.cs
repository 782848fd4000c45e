namespace Strongroom.Hsm;

/// <summary>The random 16-byte name of one backing key. Never a counter: it names exactly one key across restores and nodes.</summary>
public readonly record struct BackingKeyId(Guid Value)
{
    /// <summary>A new name.</summary>
    public static BackingKeyId New()
    {
        Span<byte> bytes = stackalloc byte[16];
        Cryptography.RandomBytes.Fill(bytes);
        return new(new Guid(bytes, bigEndian: true));
    }

    /// <inheritdoc/>
    public override string ToString() => Value.ToString("n");
}

/// <summary>All that a wrapped backing key is bound to: opened under any other identity, it does not open.</summary>
/// <param name="Account">12 digits.</param>
/// <param name="KeyId">The KMS key's id: a UUID, or <c>mrk-</c> and 32 hex digits.</param>
/// <param name="Id">This generation of its key material.</param>
/// <param name="KeySpec">AWS's name, such as <c>SYMMETRIC_DEFAULT</c>.</param>
public sealed record BackingKeyIdentity(string Account, string KeyId, BackingKeyId Id, string KeySpec);

/// <summary>A backing key as everything outside the module sees it.</summary>
/// <param name="Identity">What it is bound to.</param>
/// <param name="KeyMaterialId">64 hex digits that name the key material: the same material in the same KMS key has the same name.</param>
/// <param name="Token">Domain key id and sealed box (docs/formats/backing-key.md).</param>
public sealed record WrappedBackingKey(BackingKeyIdentity Identity, string KeyMaterialId, ReadOnlyMemory<byte> Token)
{
    /// <summary>The domain key that wraps it; empty where the token is no token.</summary>
    public Guid DomainKeyId => BackingKeyToken.DomainKeyOf(Token.Span);
}

/// <summary>
/// A stored backing key does not open: it was damaged or belongs to another key, or its domain key is gone. The caller's ciphertext is not
/// to blame.
/// </summary>
public sealed class BackingKeyUnavailableException(string message) : Exception(message);

/// <summary>The module's keys were destroyed; it serves nothing until the installation is unsealed anew.</summary>
public sealed class SecurityModuleZeroizedException() : Exception("The security module has been zeroized.");
