using System.Security.Cryptography;
using System.Text;
using Net.Pkcs11Interop.Common;
using Net.Pkcs11Interop.HighLevelAPI;
using Strongroom.Cryptography;

namespace Strongroom.Hsm;

/// <summary>Opens the keyring with a key that never leaves a PKCS#11 token: it unwraps the slot's secret, and nothing else.</summary>
/// <param name="library">The token's PKCS#11 library. Never taken from the slot record: what is loaded is said by who runs the program.</param>
/// <param name="token">The token's label; needed for a new slot only.</param>
/// <param name="pin">The user's PIN; the caller disposes it.</param>
/// <remarks>docs/formats/keyring.md. AES key wrap (RFC 3394) under an AES-256 key, made in the token, sensitive and not extractable.</remarks>
public sealed class Pkcs11Slot(string library, string? token, KeyMaterial pin) : ISealSlot
{
    private const byte Version = 1;
    private const int SecretLength = 32, WrappedLength = SecretLength + 8, KeyIdLength = 16;
    private const string KeyLabel = "strongroom-seal";

    /// <inheritdoc/>
    public SealSlotKind Kind => SealSlotKind.Pkcs11;

    /// <summary>Makes a key in the token, and a secret wrapped by it.</summary>
    public byte[] Prepare()
    {
        if (token is null) throw new SealException("Say which token: by its label.");
        return InSession(info => info.Label == token, $"labelled '{token}'", (session, info) =>
        {
            var id = new byte[KeyIdLength];
            RandomBytes.Fill(id);
            var key = session.GenerateKey(session.Factories.MechanismFactory.Create(CKM.CKM_AES_KEY_GEN), [.. KeyTemplate(session, id)]);
            var secret = GC.AllocateArray<byte>(SecretLength, pinned: true);
            RandomBytes.Fill(secret);
            var held = session.CreateObject([.. SecretTemplate(session), Attribute(session, CKA.CKA_VALUE, secret)]);
            try
            {
                var wrapped = session.WrapKey(Wrapping(session), key, held);
                return (byte[])[Version, .. Field(info.SerialNumber), .. Field(info.Label), .. id, .. wrapped];
            }
            finally
            {
                session.DestroyObject(held);
                CryptographicOperations.ZeroMemory(secret);
            }
        });
    }

    /// <inheritdoc/>
    public KeyMaterial Unseal(ReadOnlySpan<byte> parameters, SecretArena arena)
    {
        var (serial, label, id, wrapped) = Read(parameters) ?? throw new SealException("The token slot has no parameters of a known version: it is damaged.");
        var all = parameters.ToArray();
        return InSession(info => info.SerialNumber == serial && info.Label == label, $"'{label}' of serial number {serial}", (session, _) =>
        {
            var keys = session.FindAllObjects([Attribute(session, CKA.CKA_CLASS, CKO.CKO_SECRET_KEY), Attribute(session, CKA.CKA_ID, id)]);
            if (keys.Count != 1) throw new SealException($"The token '{label}' no longer holds the key {Convert.ToHexStringLower(id)} of this slot.");
            var held = session.UnwrapKey(Wrapping(session), keys[0], wrapped, SecretTemplate(session));
            var secret = session.GetAttributeValue(held, [CKA.CKA_VALUE])[0].GetValueAsByteArray();
            try
            {
                return KeyMaterial.Create(SealedBox.KeyLength, (secret, all), static (key, parts) =>
                    Kdf.Derive(parts.secret, "strongroom/pkcs11-slot/v1"u8, parts.all, key), arena);
            }
            finally
            {
                session.DestroyObject(held);
                CryptographicOperations.ZeroMemory(secret);
            }
        });
    }

    internal static string Describe(ReadOnlySpan<byte> parameters) =>
        Read(parameters) is var (serial, label, id, _) ? $"token '{label}', serial number {serial}, key {Convert.ToHexStringLower(id)}" : "damaged";

    private TResult InSession<TResult>(Func<ITokenInfo, bool> wanted, string name, Func<ISession, ITokenInfo, TResult> act)
    {
        var pinBytes = GC.AllocateArray<byte>(pin.Length, pinned: true);
        try
        {
            using var loaded = Load();
            foreach (var slot in loaded.GetSlotList(SlotsType.WithTokenPresent))
            {
                var info = slot.GetTokenInfo();
                if (!wanted(info)) continue;
                using var session = slot.OpenSession(SessionType.ReadWrite);
                using (var lease = pin.Borrow()) lease.Bytes.CopyTo(pinBytes);
                session.Login(CKU.CKU_USER, pinBytes);
                try
                {
                    return act(session, info);
                }
                finally
                {
                    session.Logout();
                }
            }

            throw new SealException($"The token {name} is not there.");
        }
        catch (Pkcs11Exception refused)
        {
            throw new SealException(refused.RV switch
            {
                CKR.CKR_PIN_INCORRECT or CKR.CKR_PIN_LEN_RANGE or CKR.CKR_PIN_INVALID => $"The PIN of the token {name} is wrong.",
                CKR.CKR_PIN_LOCKED => $"The token {name} has locked its PIN after too many wrong ones.",
                _ => $"The token {name} refused: {refused.RV} in {refused.Method}.",
            }, refused);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(pinBytes);
        }
    }

    private IPkcs11Library Load()
    {
        try
        {
            Pkcs11Native.Prepare();
            var factories = new Pkcs11InteropFactories();
            return factories.Pkcs11LibraryFactory.LoadPkcs11Library(factories, library, AppType.MultiThreaded);
        }
        catch (Exception refused) when (refused is LibraryArchitectureException or UnmanagedException)
        {
            throw new SealException($"The PKCS#11 library {library} cannot be loaded: {refused.Message}", refused);
        }
    }

    private static IMechanism Wrapping(ISession session) => session.Factories.MechanismFactory.Create(CKM.CKM_AES_KEY_WRAP);

    private static IEnumerable<IObjectAttribute> KeyTemplate(ISession session, byte[] id)
    {
        var make = session.Factories.ObjectAttributeFactory;
        yield return make.Create(CKA.CKA_CLASS, CKO.CKO_SECRET_KEY);
        yield return make.Create(CKA.CKA_KEY_TYPE, CKK.CKK_AES);
        yield return make.Create(CKA.CKA_VALUE_LEN, (ulong)SealedBox.KeyLength);
        yield return make.Create(CKA.CKA_LABEL, KeyLabel);
        yield return make.Create(CKA.CKA_ID, id);
        foreach (var yes in (CKA[])[CKA.CKA_TOKEN, CKA.CKA_PRIVATE, CKA.CKA_SENSITIVE, CKA.CKA_WRAP, CKA.CKA_UNWRAP]) yield return make.Create(yes, true);
        foreach (var no in (CKA[])[CKA.CKA_EXTRACTABLE, CKA.CKA_ENCRYPT, CKA.CKA_DECRYPT]) yield return make.Create(no, false);
    }

    // The slot's secret, for as long as a session: it is read out, since everything below it lives in our own memory.
    private static List<IObjectAttribute> SecretTemplate(ISession session)
    {
        var make = session.Factories.ObjectAttributeFactory;
        return
        [
            make.Create(CKA.CKA_CLASS, CKO.CKO_SECRET_KEY), make.Create(CKA.CKA_KEY_TYPE, CKK.CKK_GENERIC_SECRET), make.Create(CKA.CKA_TOKEN, false),
            make.Create(CKA.CKA_SENSITIVE, false), make.Create(CKA.CKA_EXTRACTABLE, true),
        ];
    }

    private static IObjectAttribute Attribute(ISession session, CKA type, byte[] value) => session.Factories.ObjectAttributeFactory.Create(type, value);

    private static IObjectAttribute Attribute(ISession session, CKA type, CKO value) => session.Factories.ObjectAttributeFactory.Create(type, value);

    private static byte[] Field(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        return [(byte)bytes.Length, .. bytes];
    }

    private static (string Serial, string Label, byte[] Id, byte[] Wrapped)? Read(ReadOnlySpan<byte> parameters)
    {
        if (parameters.Length < 2 || parameters[0] != Version) return null;
        var rest = parameters[1..];
        if (TakeText(ref rest) is not { } serial || TakeText(ref rest) is not { } label || rest.Length != KeyIdLength + WrappedLength) return null;
        return (serial, label, rest[..KeyIdLength].ToArray(), rest[KeyIdLength..].ToArray());
    }

    private static string? TakeText(ref ReadOnlySpan<byte> rest)
    {
        if (rest.IsEmpty || rest.Length <= rest[0]) return null;
        var text = Encoding.UTF8.GetString(rest.Slice(1, rest[0]));
        rest = rest[(1 + rest[0])..];
        return text;
    }
}
