namespace Strongroom.Hsm;

/// <summary>The clear header of a ciphertext blob: who can open it. Everything in it is bound into the box behind it.</summary>
/// <remarks>docs/formats/ciphertext-blob.md.</remarks>
public readonly record struct CiphertextBlob(string Account, string KeyId, BackingKeyId BackingKeyId)
{
    /// <summary>The bytes a blob adds to its plaintext.</summary>
    public static int Overhead => throw new NotImplementedException();

    /// <summary>Reads the header; false if these bytes are no blob of a known version and suite, or too short to hold a box.</summary>
    public static bool TryParse(ReadOnlySpan<byte> blob, out CiphertextBlob header) => throw new NotImplementedException();
}
