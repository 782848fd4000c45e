using System.Text;
using Strongroom.Cryptography;

namespace Strongroom.Hsm.Tests;

[System.Runtime.Versioning.SupportedOSPlatform("linux")]
public sealed class RekeyTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly ManualTime _time = new(new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
    private readonly KeyMaterial _passphrase = KeyMaterial.CopyOf("correct horse battery staple"u8);

    private string Seal => _folder["seal"];

    [Fact]
    public void What_the_old_root_key_sealed_still_opens_and_its_slots_do_not()
    {
        byte[] box;
        Guid domainKey;
        using (var keyring = Keyring.OpenOrCreate(Seal, _time))
        {
            keyring.AddSlot(new PassphraseSlot(_passphrase, PassphraseSlot.LeastMemoryKiB));
            box = SealOne(keyring);
            domainKey = keyring.CurrentDomainKey.Id;
            CopyFolder(Seal, _folder["old"]);
            keyring.Rekey([new BesideKeyFile()]);
            Assert.NotEqual(domainKey, keyring.CurrentDomainKey.Id);
            AssertOpens(keyring, box);
            Assert.Equal(2, keyring.Purpose(Purposes.Records).Current);
        }

        using var reopened = Keyring.OpenOrCreate(Seal, _time);
        AssertOpens(reopened, box);
        AssertOpens(reopened, SealOne(reopened));
        Assert.NotNull(reopened.FindDomainKey(domainKey));
        Assert.Single(reopened.Slots);
        Assert.Throws<SealException>(() => Keyring.Open(Seal, new PassphraseSlot(_passphrase), _time));
        Assert.Throws<SealException>(() => Keyring.Open(Seal, new KeyFileSlot(Path.Combine(_folder["old"], "key-file.key")), _time));

        // An old slot put back among the new files opens the old root key, and is told so.
        File.Copy(Path.Combine(_folder["old"], "key-file.slot"), Path.Combine(Seal, "key-file.slot"), overwrite: true);
        File.Copy(Path.Combine(_folder["old"], "key-file.key"), Path.Combine(Seal, "key-file.key"), overwrite: true);
        Assert.Contains("before a rekey", Assert.Throws<SealException>(() => Keyring.OpenOrCreate(Seal, _time)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_rekey_stopped_at_any_step_is_undone_or_finished_by_the_next_start()
    {
        byte[] box;
        var key = Path.Combine(Seal, "key-file.key");
        using (var keyring = Keyring.OpenOrCreate(Seal, _time))
        {
            keyring.AddSlot(new PassphraseSlot(_passphrase, PassphraseSlot.LeastMemoryKiB));
            box = SealOne(keyring);
            keyring.AddDomainKey();
        }

        CopyFolder(Seal, _folder["before"]);
        var steps = 0;
        bool undone = false, finished = false;
        for (var stop = 1; ; stop++)
        {
            Directory.Delete(Seal, recursive: true);
            CopyFolder(_folder["before"], Seal);
            var keyring = Keyring.OpenOrCreate(Seal, _time);
            var oldRoot = keyring.RootId;
            steps = 0;
            KeyringFolder.BeforeStep.Value = _ =>
            {
                if (++steps == stop) throw new StoppedException();
            };
            var stopped = true;
            try
            {
                keyring.Rekey([new BesideKeyFile()]);
                stopped = false;
            }
            catch (StoppedException)
            {
            }
            finally
            {
                KeyringFolder.BeforeStep.Value = null;
                keyring.Dispose();
            }

            using var reopened = Keyring.OpenOrCreate(Seal, _time);
            AssertOpens(reopened, box);
            var isOld = reopened.RootId == oldRoot;
            (undone, finished) = (undone || (stopped && isOld), finished || (stopped && !isOld));
            Assert.Equal(isOld ? 2 : 1, reopened.Slots.Count);
            Assert.Equal(isOld, File.ReadAllBytes(key).AsSpan().SequenceEqual(File.ReadAllBytes(Path.Combine(_folder["before"], "key-file.key"))));
            Assert.Empty(Directory.GetDirectories(Seal, "rekey-*"));
            AssertOpens(reopened, SealOne(reopened));
            if (stopped) continue;
            Assert.True(undone && finished && steps > 15, $"{steps} steps");
            return;
        }
    }

    [Fact]
    public void Purpose_keys_turn_over_and_the_earlier_ones_still_open()
    {
        byte[] first, second;
        using (var keyring = Keyring.OpenOrCreate(Seal, _time))
        {
            first = SealOne(keyring);
            _time.Advance(TimeSpan.FromDays(90));
            keyring.TurnOverPurposeKeys();
            second = SealOne(keyring);
            Assert.Equal(_time.GetUtcNow(), keyring.PurposeKeysTurned);
        }

        Assert.Equal((1, 2), (first[0], second[0]));
        using var reopened = Keyring.OpenOrCreate(Seal, _time);
        AssertOpens(reopened, first);
        AssertOpens(reopened, second);
        Assert.Equal(2, reopened.Purpose(Purposes.Audit).Current);
    }

    [Fact]
    public void All_names_used_is_said_and_nothing_breaks()
    {
        using var keyring = Keyring.OpenOrCreate(Seal, _time);
        for (var i = 1; i < 255; i++) keyring.TurnOverPurposeKeys();
        Assert.Contains("255", Assert.Throws<SealException>(keyring.TurnOverPurposeKeys).Message, StringComparison.Ordinal);
        AssertOpens(keyring, SealOne(keyring));
    }

    [Fact]
    public void No_byte_of_the_list_of_root_keys_can_be_changed()
    {
        using (var keyring = Keyring.OpenOrCreate(Seal, _time)) keyring.TurnOverPurposeKeys();
        var path = Path.Combine(Seal, "roots");
        var bytes = File.ReadAllBytes(path);
        for (var at = 0; at <= bytes.Length; at++)
        {
            var changed = at < bytes.Length ? (byte[])[.. bytes] : bytes[..^1];
            if (at < bytes.Length) changed[at] ^= 1;
            File.WriteAllBytes(path, changed);
            Assert.Throws<SealException>(() => Keyring.OpenOrCreate(Seal, _time));
        }
    }

    [Fact]
    public void A_destroyed_domain_key_is_gone_from_memory_and_disk()
    {
        using var keyring = Keyring.OpenOrCreate(Seal, _time);
        var old = keyring.CurrentDomainKey;
        Assert.Throws<InvalidOperationException>(() => keyring.DestroyDomainKey(old.Id));
        keyring.AddDomainKey();
        keyring.DestroyDomainKey(old.Id);
        keyring.DestroyDomainKey(old.Id);
        Assert.Null(keyring.FindDomainKey(old.Id));
        Assert.Throws<ObjectDisposedException>(() => old.Material.Borrow().Dispose());
        Assert.Single(Directory.GetFiles(Path.Combine(Seal, "domain-keys")));
    }

    public void Dispose()
    {
        _passphrase.Dispose();
        _folder.Dispose();
    }

    private static byte[] SealOne(Keyring keyring)
    {
        var box = new byte[NamedBox.SealedLength(3)];
        NamedBox.Seal(keyring.Purpose(Purposes.Records), "test"u8, "abc"u8, box);
        return box;
    }

    private static void AssertOpens(Keyring keyring, byte[] box)
    {
        var plaintext = new byte[3];
        Assert.True(NamedBox.TryOpen(keyring.Purpose(Purposes.Records), "test"u8, box, plaintext));
        Assert.Equal("abc", Encoding.ASCII.GetString(plaintext));
    }

    private static void CopyFolder(string from, string to)
    {
        Directory.CreateDirectory(to, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        foreach (var file in Directory.GetFiles(from)) File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
        foreach (var folder in Directory.GetDirectories(from)) CopyFolder(folder, Path.Combine(to, Path.GetFileName(folder)));
    }

    private sealed class StoppedException : Exception;
}
