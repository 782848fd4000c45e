using Strongroom.Cryptography;
using Strongroom.Hsm;

namespace Strongroom.Sealing;

/// <summary>Makes seal slots of what configuration and commands say.</summary>
internal static class SlotSecrets
{
    /// <summary>True if some slot takes what only a person has, or a token that may be plugged in.</summary>
    public static bool OperatorCanOpen(string sealFolder) => Keyring.SlotsOf(sealFolder).Any(static slot => slot.Kind != SealSlotKind.KeyFile);

    /// <summary>The keyring, opened with what lies at hand: a key file, or a token whose PIN is in a file.</summary>
    /// <exception cref="SealedException">Nothing at hand opens it.</exception>
    /// <exception cref="SealException">What lies at hand is refused.</exception>
    public static Keyring OpenAutomatically(ServerOptions options, TimeProvider time)
    {
        if (!Keyring.Exists(options.SealFolder) && options.KeyFile is not null)
            Keyring.Create(options.SealFolder, [new KeyFileSlot(options.KeyFile)], time);
        if (!Keyring.Exists(options.SealFolder)) return Keyring.OpenOrCreate(options.SealFolder, time);
        var slots = Keyring.SlotsOf(options.SealFolder);
        if (options.Pkcs11Library is { } library && options.PinFile is { } pinFile && slots.Any(static slot => slot.Kind == SealSlotKind.Pkcs11))
        {
            using var pin = SecretFile.Read(pinFile);
            return Keyring.Open(options.SealFolder, new Pkcs11Slot(library, null, pin), time);
        }

        var keyFile = options.KeyFile ?? Path.Combine(options.SealFolder, "key-file.key");
        var expected = options.KeyFile is not null || slots.All(static slot => slot.Kind == SealSlotKind.KeyFile);
        if (expected || File.Exists(keyFile)) return Keyring.Open(options.SealFolder, new KeyFileSlot(keyFile), time);
        throw new SealedException($"It takes {string.Join(", or ", slots.Select(static slot => slot.Description))}: strongroom unseal.");
    }

    /// <summary>A slot that is there.</summary>
    public static ISealSlot Existing(ServerOptions options, SlotRequest request, KeyMaterial secret) => request.Kind switch
    {
        SlotRequest.KeyFile => new KeyFileSlot(request.Path ?? Path.Combine(options.SealFolder, "key-file.key")),
        SlotRequest.Passphrase => new PassphraseSlot(secret),
        SlotRequest.Pkcs11 => new Pkcs11Slot(LibraryOf(options, request), null, secret),
        _ => throw new SealException($"There is no kind of slot '{request.Kind}'."),
    };

    /// <summary>A slot to be made.</summary>
    public static ISealSlot New(ServerOptions options, SlotRequest request, KeyMaterial secret) => request.Kind switch
    {
        SlotRequest.KeyFile when request.Path is null => new BesideKeyFile(),
        SlotRequest.KeyFile => new KeyFileSlot(request.Path),
        SlotRequest.Passphrase => new PassphraseSlot(secret),
        SlotRequest.Shares => new SharesSlot(request.Threshold, request.Count, SecretArena.Shared),
        SlotRequest.Pkcs11 => new Pkcs11Slot(LibraryOf(options, request), request.Token, secret),
        _ => throw new SealException($"There is no kind of slot '{request.Kind}'."),
    };

    private static string LibraryOf(ServerOptions options, SlotRequest request) => request.Library ?? options.Pkcs11Library
        ?? throw new SealException("Say which PKCS#11 library the token has: --pkcs11-library PATH.");
}
