using Strongroom.Aws;

namespace Strongroom.Kms;

/// <summary>What a dry run leaves out; means nothing without one.</summary>
public enum DryRunModifier
{
    /// <summary>The ciphertext: it may be broken, or be missing where the request names the key.</summary>
    [WireName("IGNORE_CIPHERTEXT")] IgnoreCiphertext,
}

/// <summary>Reads the modifiers of Decrypt and ReEncrypt.</summary>
public static class DryRunModifiers
{
    /// <summary>True when the request is a dry run that does not look at the ciphertext; every other request must have one.</summary>
    /// <exception cref="FaultException">ValidationException, in the words that are used of any member that must be there.</exception>
    public static bool IgnoreCiphertext(bool? dryRun, IReadOnlyList<Wire<DryRunModifier>>? modifiers, byte[]? ciphertext)
    {
        if (dryRun == true && modifiers is { Count: > 0 }) return true;
        if (ciphertext is not null) return false;
        throw KmsFaults.Validation(
            "1 validation error detected: Value null at 'ciphertextBlob' failed to satisfy constraint: Member must not be null");
    }
}
