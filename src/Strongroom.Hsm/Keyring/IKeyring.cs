using Strongroom.Cryptography;

namespace Strongroom.Hsm;

/// <summary>The open keyring: everything that hangs below the root key.</summary>
/// <remarks>One folder by default; for many nodes a small database or a token of its own. Thread-safe.</remarks>
public interface IKeyring : IDisposable
{
    /// <summary>Where its keys live. Disposing the keyring zeroizes it.</summary>
    SecretArena Arena { get; }

    /// <summary>The keys of one purpose; see <see cref="Purposes"/>.</summary>
    IPurposeKeys Purpose(string purpose);

    /// <summary>The domain key that wraps new backing keys. Made when there is none.</summary>
    DomainKey CurrentDomainKey { get; }

    /// <summary>The domain key of that id, or null if it was destroyed or never was.</summary>
    DomainKey? FindDomainKey(Guid id);
}

/// <summary>A key that wraps backing keys and nothing else.</summary>
/// <param name="id">Random.</param>
/// <param name="created">The newest wraps; all open.</param>
/// <param name="material">32 bytes, owned by the keyring.</param>
public sealed class DomainKey(Guid id, DateTimeOffset created, KeyMaterial material)
{
    /// <summary>Random; each wrapped backing key names the one that opens it.</summary>
    public Guid Id => id;

    /// <summary>When it was made.</summary>
    public DateTimeOffset Created => created;

    internal KeyMaterial Material => material;
}

/// <summary>What the root key's purpose keys are for.</summary>
public static class Purposes
{
    /// <summary>Bodies of stored records, and their digests.</summary>
    public const string Records = "records";

    /// <summary>The audit journal and its chain.</summary>
    public const string Audit = "audit";

    /// <summary>Page tokens handed to callers.</summary>
    public const string PageTokens = "page-tokens";

    /// <summary>Secret access keys.</summary>
    public const string Credentials = "credentials";

    /// <summary>Session tokens.</summary>
    public const string Sessions = "sessions";

    /// <summary>Private keys that sign CloudTrail's digest files.</summary>
    public const string DigestKeys = "digest-keys";

    /// <summary>Domain keys in their files.</summary>
    public const string DomainKeys = "domain-keys";

    /// <summary>What the keyring notes about the store and about destroyed keys.</summary>
    public const string Keyring = "keyring";

    /// <summary>Backups of the data.</summary>
    public const string Backups = "backups";

    /// <summary>Names of key material.</summary>
    public const string KeyMaterialIds = "key-material-ids";
}
