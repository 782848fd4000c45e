using System.Buffers.Binary;
using System.Text;
using Strongroom.Cryptography;

namespace Strongroom.Hsm.Tests;

[System.Runtime.Versioning.SupportedOSPlatform("linux")]
public sealed class SlotsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly ManualTime _time = new(new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
    private readonly SecretArena _arena = new();
    private readonly KeyMaterial _passphrase = KeyMaterial.CopyOf("correct horse battery staple"u8);

    private string Seal => _folder["seal"];

    [Fact]
    public void Any_one_of_several_slots_opens_the_same_keyring()
    {
        using var made = new SharesSlot(2, 3, _arena);
        Keyring.Create(Seal, [new KeyFileSlot(_folder["key"]), Passphrase(), made], _time);
        using var byFile = Keyring.Open(Seal, new KeyFileSlot(_folder["key"]), _time);
        using var byPassphrase = Keyring.Open(Seal, Passphrase(), _time);
        using var byShares = OpenWith([made.Shares[2], made.Shares[0]]);
        var keys = ((Keyring[])[byFile, byPassphrase, byShares]).Select(static keyring => Bytes(keyring.Purpose(Purposes.Records).Find(1)!)).ToList();
        Assert.Equal(keys[0], keys[1]);
        Assert.Equal(keys[0], keys[2]);
        Assert.Equal(3, byFile.Slots.Count);
        Assert.Contains(byFile.Slots, static slot => slot.Description.Contains("2 of 3 shares", StringComparison.Ordinal));
        Assert.Contains(byFile.Slots, static slot => slot.Description.Contains("64 MiB, 3 passes", StringComparison.Ordinal));
    }

    [Fact]
    public void Twenty_wrong_passphrases_are_refused_and_the_right_one_still_opens()
    {
        Keyring.Create(Seal, [Passphrase()], _time);
        for (var guess = 0; guess < 20; guess++)
        {
            using var wrong = KeyMaterial.CopyOf(Encoding.UTF8.GetBytes($"correct horse battery stapl{guess}"));
            var refusal = Assert.Throws<SealException>(() => Keyring.Open(Seal, new PassphraseSlot(wrong), _time));
            Assert.Contains("passphrase is wrong", refusal.Message, StringComparison.Ordinal);
        }

        Keyring.Open(Seal, Passphrase(), _time).Dispose();
    }

    [Theory]
    [InlineData(50, 65535, "less than the floor")]
    [InlineData(50, 8, "less than the floor")]
    [InlineData(54, 2, "less than the floor")]
    [InlineData(50, -1, "less than the floor")]
    [InlineData(50, int.MaxValue, "more than the cap")]
    [InlineData(54, 1000, "more than the cap")]
    [InlineData(50, 65537, "passphrase is wrong, or the slot was changed")]
    public void Changed_costs_of_Argon2id_are_refused_before_anything_is_tried(int at, int value, string why)
    {
        Keyring.Create(Seal, [Passphrase()], _time);
        var path = Directory.GetFiles(Seal, "*.slot").Single();
        var record = File.ReadAllBytes(path);
        BinaryPrimitives.WriteInt32BigEndian(record.AsSpan(at), value);
        File.WriteAllBytes(path, record);
        Assert.Contains(why, Assert.Throws<SealException>(() => Keyring.Open(Seal, Passphrase(), _time)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_short_passphrase_makes_no_slot()
    {
        using var few = KeyMaterial.CopyOf("hunter2"u8);
        Assert.Contains("at least 12", Assert.Throws<SealException>(() => Keyring.Create(Seal, [new PassphraseSlot(few)], _time)).Message, StringComparison.Ordinal);
        Assert.False(Keyring.Exists(Seal));
    }

    [Fact]
    public void A_key_file_that_others_can_read_is_refused_wherever_it_lies()
    {
        Keyring.Create(Seal, [new KeyFileSlot(_folder["key"])], _time);
        File.SetUnixFileMode(_folder["key"], UnixFileMode.UserRead | UnixFileMode.GroupRead);
        var refusal = Assert.Throws<SealException>(() => Keyring.Open(Seal, new KeyFileSlot(_folder["key"]), _time));
        Assert.Contains("others than its owner", refusal.Message, StringComparison.Ordinal);
        File.SetUnixFileMode(_folder["key"], UnixFileMode.UserRead);
        File.SetUnixFileMode(_folder.Path, File.GetUnixFileMode(_folder.Path) | UnixFileMode.OtherWrite);
        Assert.Contains("chmod go-w", Assert.Throws<SealException>(() => Keyring.Open(Seal, new KeyFileSlot(_folder["key"]), _time)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_printed_share_is_read_back_in_any_case_and_spacing()
    {
        using var slot = new SharesSlot(2, 3, _arena);
        _ = slot.Prepare();
        var text = Printed(slot.Shares[1]);
        foreach (var written in (string[])[text, text.ToLowerInvariant(), text.Replace('-', ' ').Replace("SRSHARE ", "SRSHARE-", StringComparison.Ordinal), " " + text + "\r\n"])
        {
            using var read = Share.Parse(Encoding.ASCII.GetBytes(written), _arena);
            Assert.Equal((2, 2, slot.Shares[1].Set), (read.Index, read.Threshold, read.Set));
        }
    }

    [Fact]
    public void Every_slip_of_the_pen_in_a_share_is_noticed()
    {
        using var slot = new SharesSlot(2, 3, _arena);
        _ = slot.Prepare();
        var text = Printed(slot.Shares[0]);
        for (var at = 0; at < text.Length; at++)
        {
            if (text[at] == '-') continue;
            var slip = text[..at] + (text[at] == 'A' ? 'B' : 'A') + text[(at + 1)..];
            Assert.Throws<SealException>(() => Share.Parse(Encoding.ASCII.GetBytes(slip), _arena));
            Assert.Throws<SealException>(() => Share.Parse(Encoding.ASCII.GetBytes(text[..at]), _arena));
        }

        foreach (var garbage in (string[])["", "SRSHARE-", "SRSHARE-1", "hello", text + "AAAAA", text + text])
            Assert.Throws<SealException>(() => Share.Parse(Encoding.ASCII.GetBytes(garbage), _arena));
    }

    [Fact]
    public void A_share_of_another_set_a_forged_one_and_one_given_twice_are_named()
    {
        using SharesSlot made = new(3, 5, _arena), other = new(3, 5, _arena);
        var parameters = made.Prepare();
        _ = other.Prepare();
        using var slot = new SharesSlot(_arena);
        slot.Give(Copy(made.Shares[0]), parameters);
        var foreign = Assert.Throws<SealException>(() => slot.Give(Copy(other.Shares[1]), parameters));
        Assert.Contains($"Share 2 is of the set {other.Shares[1].Set}; this installation's is {made.Shares[0].Set}", foreign.Message, StringComparison.Ordinal);
        Assert.Contains("Share 1 was given before", Assert.Throws<SealException>(() => slot.Give(Copy(made.Shares[0]), parameters)).Message, StringComparison.Ordinal);

        // A share that was made up under the right set's name, its own check included.
        var forged = Share.Make(3, 4, Convert.FromHexString(made.Shares[0].Set), RandomBytesOf(32), _arena);
        Assert.Contains("Share 4 of the set", Assert.Throws<SealException>(() => slot.Give(forged, parameters)).Message, StringComparison.Ordinal);
        Assert.Contains("1 of the 3 shares", Assert.Throws<SealException>(() => slot.Unseal(parameters, _arena)).Message, StringComparison.Ordinal);
        Assert.Single(slot.Shares);
    }

    [Fact]
    public void A_removed_slot_opens_nothing_and_the_last_cannot_be_removed()
    {
        Keyring.Create(Seal, [new KeyFileSlot(Path.Combine(Seal, "key-file.key"))], _time);
        using var keyring = Keyring.OpenOrCreate(Seal, _time);
        var keyFile = keyring.Slots.Single();
        Assert.Contains("last slot", Assert.Throws<SealException>(() => keyring.RemoveSlot(keyFile.Id)).Message, StringComparison.Ordinal);
        keyring.AddSlot(Passphrase());
        keyring.RemoveSlot(keyFile.Id);
        Assert.False(File.Exists(Path.Combine(Seal, "key-file.key")));
        Assert.Throws<SealException>(() => Keyring.OpenOrCreate(Seal, _time));
        Keyring.Open(Seal, Passphrase(), _time).Dispose();
        Assert.Contains("There is no slot", Assert.Throws<SealException>(() => keyring.RemoveSlot(keyFile.Id)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void No_byte_of_a_slot_can_be_changed()
    {
        using var made = new SharesSlot(2, 2, _arena);
        Keyring.Create(Seal, [made], _time);
        var path = Directory.GetFiles(Seal, "*.slot").Single();
        var record = File.ReadAllBytes(path);
        for (var at = 0; at < record.Length; at++)
        {
            record[at] ^= 0x04;
            File.WriteAllBytes(path, record);
            Assert.Throws<SealException>(() => OpenWith(made.Shares).Dispose());
            record[at] ^= 0x04;
        }
    }

    public void Dispose()
    {
        _passphrase.Dispose();
        _arena.Dispose();
        _folder.Dispose();
    }

    private PassphraseSlot Passphrase() => new(_passphrase, PassphraseSlot.LeastMemoryKiB);

    private Keyring OpenWith(IEnumerable<Share> shares)
    {
        using var slot = new SharesSlot(_arena);
        var parameters = Keyring.SlotsOf(Seal).FirstOrDefault(static info => info.Kind == SealSlotKind.Shares)?.Parameters ?? default;
        foreach (var share in shares) slot.Give(Copy(share), parameters.Span);
        return Keyring.Open(Seal, slot, _time);
    }

    private Share Copy(Share share) => Share.Parse(Encoding.ASCII.GetBytes(Printed(share)), _arena);

    private static string Printed(Share share)
    {
        using var text = share.Print();
        using var lease = text.Borrow();
        return Encoding.ASCII.GetString(lease.Bytes);
    }

    private static byte[] RandomBytesOf(int length)
    {
        var bytes = new byte[length];
        RandomBytes.Fill(bytes);
        return bytes;
    }

    private static byte[] Bytes(KeyMaterial material)
    {
        using var lease = material.Borrow();
        return lease.Bytes.ToArray();
    }
}
