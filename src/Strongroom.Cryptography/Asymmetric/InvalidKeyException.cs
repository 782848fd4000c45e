namespace Strongroom.Cryptography;

/// <summary>
/// Bytes are no key of the kind that they should be: wrong form, size, curve or exponent, or parts that do not belong together.
/// </summary>
public sealed class InvalidKeyException(string message, Exception? cause = null) : Exception(message, cause);
