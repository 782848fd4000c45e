namespace Strongroom;

/// <summary>The store is older than what the keyring noted of it: it was put back, or lost its end.</summary>
public sealed class RolledBackException(string message) : Exception(message);
