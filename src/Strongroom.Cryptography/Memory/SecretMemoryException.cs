namespace Strongroom.Cryptography;

/// <summary>Memory for secrets could not be had as promised: not locked, not protected, or more than the arena may hold.</summary>
public sealed class SecretMemoryException(string message) : Exception(message);
