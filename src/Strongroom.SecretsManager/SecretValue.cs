using Strongroom.Aws;
using Strongroom.Cryptography;

namespace Strongroom.SecretsManager;

/// <summary>A secret value in the clear, in locked memory. Whoever holds it disposes it.</summary>
/// <param name="bytes">The bytes; of a string its UTF-8.</param>
/// <param name="isBinary">True for SecretBinary.</param>
public sealed class SecretValue(KeyMaterial bytes, bool isBinary) : IDisposable
{
    /// <summary>The bytes; of a string its UTF-8.</summary>
    public KeyMaterial Bytes => bytes;

    /// <summary>True for SecretBinary.</summary>
    public bool IsBinary => isBinary;

    /// <summary>The bytes where they are a string, else null.</summary>
    public KeyMaterial? AsString => isBinary ? null : bytes;

    /// <summary>The bytes where they are binary, else null.</summary>
    public KeyMaterial? AsBinary => isBinary ? bytes : null;

    /// <summary>The value of a request, which keeps owning it; null where it has none.</summary>
    /// <exception cref="FaultException">InvalidParameterException: it has two.</exception>
    public static SecretValue? Of(KeyMaterial? text, KeyMaterial? binary) => (text, binary) switch
    {
        (null, null) => null,
        (not null, not null) => throw SecretsManagerFaults.TwoValues(),
        _ => new((text ?? binary)!, binary is not null),
    };

    /// <summary>True for the same kind and the same bytes, compared in constant time.</summary>
    public bool Is(SecretValue other)
    {
        using var mine = Bytes.Borrow();
        using var others = other.Bytes.Borrow();
        return IsBinary == other.IsBinary && FixedTime.Equals(mine.Bytes, others.Bytes);
    }

    /// <inheritdoc/>
    public override string ToString() => $"SecretValue({Bytes.Length} bytes)";

    /// <inheritdoc/>
    public void Dispose() => Bytes.Dispose();
}
