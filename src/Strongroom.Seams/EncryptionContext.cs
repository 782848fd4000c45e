namespace Strongroom.Seams;

/// <summary>The caller's authenticated name-value pairs: order-free, case-exact, not normalised. None and empty are the same.</summary>
/// <remarks>docs/formats/encryption-context.md.</remarks>
public sealed class EncryptionContext
{
}
