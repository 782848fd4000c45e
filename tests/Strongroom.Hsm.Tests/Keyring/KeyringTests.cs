using Strongroom.Cryptography;

namespace Strongroom.Hsm.Tests;

[System.Runtime.Versioning.SupportedOSPlatform("linux")]
public sealed class KeyringTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly ManualTime _time = new(new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));

    private string Seal => _folder["seal"];

    [Fact]
    public void The_same_folder_gives_the_same_keys()
    {
        byte[] records;
        Guid domainKey;
        using (var made = Open()) (records, domainKey) = (Bytes(made.Purpose(Purposes.Records).Find(1)!), made.CurrentDomainKey.Id);
        using var reopened = Open();
        Assert.Equal(records, Bytes(reopened.Purpose(Purposes.Records).Find(1)!));
        Assert.Equal(domainKey, reopened.CurrentDomainKey.Id);
    }

    [Fact]
    public void Every_purpose_has_a_key_of_its_own_and_unknown_names_have_none()
    {
        using var keyring = Open();
        string[] purposes = [Purposes.Records, Purposes.Audit, Purposes.PageTokens, Purposes.Credentials, Purposes.Sessions];
        Assert.Equal(purposes.Length,
            purposes.Select(purpose => Convert.ToHexString(Bytes(keyring.Purpose(purpose).Find(1)!))).Distinct().Count());
        Assert.Null(keyring.Purpose(Purposes.Records).Find(0));
        Assert.Null(keyring.Purpose(Purposes.Records).Find(2));
        Assert.Equal(1, keyring.Purpose(Purposes.Records).Current);
    }

    [Fact]
    public void Two_installations_share_nothing()
    {
        using var one = Open();
        using var other = Keyring.OpenOrCreate(_folder["other"], _time);
        Assert.NotEqual(Bytes(one.Purpose(Purposes.Records).Find(1)!), Bytes(other.Purpose(Purposes.Records).Find(1)!));
    }

    [Fact]
    public void Files_and_folders_are_their_owners_alone()
    {
        using (var keyring = Open()) _ = keyring.CurrentDomainKey;
        Assert.Equal(4, Directory.EnumerateFileSystemEntries(Seal, "*", SearchOption.AllDirectories).Count());
        const UnixFileMode others = ~(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        foreach (var entry in Directory.EnumerateFileSystemEntries(Seal, "*", SearchOption.AllDirectories).Append(Seal))
            Assert.Equal(default, File.GetUnixFileMode(entry) & others);
    }

    [Theory]
    [InlineData("key-file.key", UnixFileMode.GroupRead)]
    [InlineData("key-file.key", UnixFileMode.OtherRead)]
    [InlineData("key-file.slot", UnixFileMode.OtherWrite)]
    [InlineData("", UnixFileMode.GroupExecute)]
    [InlineData("domain-keys", UnixFileMode.OtherRead)]
    public void A_file_or_folder_open_to_others_is_refused_by_name(string name, UnixFileMode extra)
    {
        Open().Dispose();
        var path = Path.Combine(Seal, name).TrimEnd('/');
        File.SetUnixFileMode(path, File.GetUnixFileMode(path) | extra);
        var refusal = Assert.Throws<SealException>(Open);
        Assert.Contains(path, refusal.Message, StringComparison.Ordinal);
        Assert.Contains("chmod", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_start_killed_after_any_step_is_completed_by_the_next()
    {
        using (var keyring = Open()) _ = keyring.CurrentDomainKey;
        var domainKey = Directory.GetFiles(Path.Combine(Seal, "domain-keys")).Single();

        // Backwards through the steps of making: before the domain key, its folder, the slot, the key file.
        File.WriteAllBytes(Path.Combine(Seal, "domain-keys", ".new-cut"), [1, 2]);
        File.Delete(domainKey);
        using (var keyring = Open()) Assert.NotNull(keyring.CurrentDomainKey);
        Directory.Delete(Path.Combine(Seal, "domain-keys"), recursive: true);
        Open().Dispose();
        Directory.Delete(Path.Combine(Seal, "domain-keys"), recursive: true);

        var key = File.ReadAllBytes(Path.Combine(Seal, "key-file.key"));
        File.Move(Path.Combine(Seal, "key-file.slot"), Path.Combine(Seal, ".new-1234"));
        Open().Dispose();
        Assert.Equal(key, File.ReadAllBytes(Path.Combine(Seal, "key-file.key")));
        Directory.Delete(Path.Combine(Seal, "domain-keys"), recursive: true);

        File.Delete(Path.Combine(Seal, "key-file.slot"));
        File.Move(Path.Combine(Seal, "key-file.key"), Path.Combine(Seal, ".new-5678"));
        Open().Dispose();
        Open().Dispose();
        Assert.Empty(Directory.GetFiles(Seal, ".new-*", SearchOption.AllDirectories));
    }

    [Fact]
    public void A_lost_slot_is_not_papered_over_by_a_new_root_key()
    {
        using (var keyring = Open()) _ = keyring.CurrentDomainKey;
        File.Delete(Path.Combine(Seal, "key-file.slot"));
        Assert.Contains("restore", Assert.Throws<SealException>(Open).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_cut_or_foreign_key_file_is_refused_with_its_reason()
    {
        Open().Dispose();
        var path = Path.Combine(Seal, "key-file.key");
        var key = File.ReadAllBytes(path);
        File.WriteAllBytes(path, key[..31]);
        Assert.Contains("31 bytes", Assert.Throws<SealException>(Open).Message, StringComparison.Ordinal);
        key[0] ^= 1;
        File.WriteAllBytes(path, key);
        Assert.Contains("does not open", Assert.Throws<SealException>(Open).Message, StringComparison.Ordinal);
        File.Delete(path);
        Assert.Contains("missing", Assert.Throws<SealException>(Open).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("key-file.slot")]
    [InlineData("domain-keys")]
    public void Every_changed_byte_of_a_stored_file_is_refused(string name)
    {
        using (var keyring = Open()) _ = keyring.CurrentDomainKey;
        var path = Path.Combine(Seal, name);
        if (Directory.Exists(path)) path = Directory.GetFiles(path).Single();
        var bytes = File.ReadAllBytes(path);
        for (var at = 0; at < bytes.Length; at++)
        {
            bytes[at] ^= 0x10;
            File.WriteAllBytes(path, bytes);
            Assert.Throws<SealException>(Open);
            bytes[at] ^= 0x10;
        }

        File.WriteAllBytes(path, bytes[..^1]);
        Assert.Throws<SealException>(Open);
        File.WriteAllBytes(path, [.. bytes, 0]);
        Assert.Throws<SealException>(Open);
        File.WriteAllBytes(path, bytes);
        Open().Dispose();
    }

    [Fact]
    public void Two_domain_keys_cannot_change_places()
    {
        using (var keyring = Open())
        {
            keyring.AddDomainKey();
            keyring.AddDomainKey();
        }

        var files = Directory.GetFiles(Path.Combine(Seal, "domain-keys"));
        File.Copy(files[0], files[1], overwrite: true);
        Assert.Contains("swapped", Assert.Throws<SealException>(Open).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_newest_domain_key_wraps_even_when_the_clock_was_set_back()
    {
        Guid newest;
        using (var keyring = Open())
        {
            keyring.AddDomainKey();
            _time.Advance(TimeSpan.FromDays(-2));
            newest = keyring.AddDomainKey().Id;
            Assert.Equal(newest, keyring.CurrentDomainKey.Id);
        }

        using var reopened = Open();
        Assert.Equal(newest, reopened.CurrentDomainKey.Id);
    }

    [Fact]
    public void A_domain_key_that_another_node_made_is_found()
    {
        using var one = Open();
        using var other = Open();
        var made = other.AddDomainKey();
        Assert.Equal(made.Id, one.FindDomainKey(made.Id)!.Id);
        Assert.Null(one.FindDomainKey(Guid.NewGuid()));
    }

    [Fact]
    public void Disposing_leaves_no_key_in_memory()
    {
        var keyring = Open();
        _ = keyring.CurrentDomainKey;
        keyring.Dispose();
        Assert.True(keyring.Arena.IsZero);
    }

    public void Dispose() => _folder.Dispose();

    private Keyring Open() => Keyring.OpenOrCreate(Seal, _time);

    private static byte[] Bytes(KeyMaterial material)
    {
        using var lease = material.Borrow();
        return lease.Bytes.ToArray();
    }
}
