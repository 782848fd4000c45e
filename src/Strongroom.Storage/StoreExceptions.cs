namespace Strongroom.Storage;

/// <summary>The disk is full: the write was refused whole, and later ones may succeed.</summary>
public sealed class StoreFullException(string message, Exception? inner = null) : IOException(message, inner);

/// <summary>The store no longer takes writes, because a write's fate is unknown or the disk failed. Restart to recover.</summary>
public sealed class StoreFailedException(string message, Exception? inner = null) : IOException(message, inner);

/// <summary>Another process has the store open. Two never may.</summary>
public sealed class StoreInUseException(string message, Exception? inner = null) : IOException(message, inner);
