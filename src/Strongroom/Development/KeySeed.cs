using Strongroom.Cryptography;
using Strongroom.Hsm;
using Strongroom.Kms;
using Strongroom.Storage;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Strongroom.Development;

/// <summary>Keys with fixed ids and material from a YAML file, so that tests can rely on them. The layout is the one that local-kms made common.</summary>
/// <remarks>docs/guide/seed.md. A key or alias that exists already is left as it is. The file is plain text: it is no place for a real key.</remarks>
public sealed class KeySeed(Records records, ISecurityModule module, TimeProvider time, string region)
{
    /// <summary>Reads the file and makes what it names and the store lacks.</summary>
    /// <exception cref="UsageException">The file cannot be read, or something in it makes no sense; the message says what and where.</exception>
    public async ValueTask ApplyAsync(string path, CancellationToken cancellation = default)
    {
        var root = Load(path);
        foreach (var key in Sequence(Find(Find(Find(root, "Keys"), "Symmetric"), "Aes"))) await AddKeyAsync(key, cancellation);
        foreach (var alias in Sequence(Find(root, "Aliases"))) await AddAliasAsync(alias, cancellation);
    }

    private static YamlNode? Load(string path)
    {
        try
        {
            using var reader = File.OpenText(path);
            var yaml = new YamlStream();
            yaml.Load(reader);
            return yaml.Documents.Count == 0 ? null : yaml.Documents[0].RootNode;
        }
        catch (Exception refused) when (refused is YamlException or IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"The seed {path} cannot be read: {refused.Message}", refused);
        }
    }

    private async ValueTask AddKeyAsync(YamlNode node, CancellationToken cancellation)
    {
        var metadata = Find(node, "Metadata");
        var keyId = Text(metadata, "KeyId") ?? throw Wrong(node, "a key has a Metadata.KeyId");
        if (!KmsKey.IsKeyId(keyId)) throw Wrong(node, $"'{keyId}' is no key id: it is a UUID, or mrk- and 32 hex digits");
        var materials = Sequence(Find(node, "BackingKeys")).ToList();
        if (materials.Count == 0) throw Wrong(node, "a key has at least one entry of 64 hex digits under BackingKeys");

        var recordKey = KmsKey.RecordKeyOf(DevelopmentCredentials.Account, region, keyId);
        if (await records.FindAsync(KmsKey.Records, recordKey, cancellation) is not null) return;
        var key = new KmsKey
        {
            Account = DevelopmentCredentials.Account,
            Region = region,
            KeyId = keyId,
            KeySpec = KeySpec.SymmetricDefault,
            KeyUsage = KeyUsage.EncryptDecrypt,
            Origin = KeyOrigin.AwsKms,
            Description = Text(metadata, "Description") ?? "",
            CreationDate = time.GetUtcNow(),
            State = KeyState.Enabled,
            MultiRegion = keyId.StartsWith("mrk-", StringComparison.Ordinal),
        };
        var changes = new StagedChanges();
        foreach (var entry in materials)
        {
            using var material = MaterialOf(entry);
            var wrapped = await module.ImportBackingKeyAsync(
                new(key.Account, keyId, BackingKeyIds.Fixed(keyId, key.Generations.Count), "SYMMETRIC_DEFAULT"), material, cancellation);
            key = key.Generations.Count == 0
                ? key with { Generations = [new(wrapped.Identity.Id, wrapped.KeyMaterialId)] }
                : key.Rotated(wrapped, key.CreationDate, RotationType.OnDemand);
            changes.Create(BackingKey.Records, BackingKey.RecordKeyOf(key, wrapped.Identity.Id), BackingKey.From(wrapped));
        }
        changes.Create(KmsKey.Records, recordKey, key);
        KmsQuotas.CountKey(changes, key, 1);
        changes.Create(KeyPolicy.Records, KeyPolicy.RecordKeyOf(key), KeyPolicy.DefaultFor(key.Account));
        await records.CommitAsync(changes, cancellation);
    }

    private async ValueTask AddAliasAsync(YamlNode node, CancellationToken cancellation)
    {
        var name = Text(node, "AliasName");
        if (name is null || !name.StartsWith("alias/", StringComparison.Ordinal)) throw Wrong(node, "an alias has an AliasName that begins with alias/");
        var target = Text(node, "TargetKeyId") ?? throw Wrong(node, "an alias has a TargetKeyId");
        var recordKey = Alias.RecordKeyOf(DevelopmentCredentials.Account, region, name);
        if (await records.FindAsync(Alias.Records, recordKey, cancellation) is not null) return;
        var key = await records.FindAsync(KmsKey.Records, KmsKey.RecordKeyOf(DevelopmentCredentials.Account, region, target), cancellation)
            ?? throw Wrong(node, $"{name} points to {target}, and there is no such key");

        var now = time.GetUtcNow();
        var changes = new StagedChanges();
        changes.Create(Alias.Records, recordKey, new() { AliasName = name, TargetKeyId = target, CreationDate = now, LastUpdatedDate = now });
        changes.Replace(KmsKey.Records, key, key.Value.WithAlias(name));
        await records.CommitAsync(changes, cancellation);
    }

    private static KeyMaterial MaterialOf(YamlNode node)
    {
        Span<byte> bytes = stackalloc byte[32];
        if (node is not YamlScalarNode { Value: { Length: 64 } hex } || Convert.FromHexString(hex, bytes, out _, out _) != System.Buffers.OperationStatus.Done)
            throw Wrong(node, "key material has 64 hex digits");
        return KeyMaterial.TakeFrom(bytes);
    }

    private static YamlNode? Find(YamlNode? node, string name)
        => node is YamlMappingNode mapping && mapping.Children.TryGetValue(new YamlScalarNode(name), out var child) ? child : null;

    private static string? Text(YamlNode? node, string name) => (Find(node, name) as YamlScalarNode)?.Value;

    private static IEnumerable<YamlNode> Sequence(YamlNode? node) => node switch
    {
        null => [],
        YamlSequenceNode sequence => sequence.Children,
        _ => throw Wrong(node, "a list is expected here"),
    };

    private static UsageException Wrong(YamlNode node, string why) => new($"The seed makes no sense at line {node.Start.Line}: {why}.");
}

/// <summary>Backing-key ids of seeded keys: the same file gives the same ids on every machine, so that ciphertexts travel with it.</summary>
internal static class BackingKeyIds
{
    public static BackingKeyId Fixed(string keyId, int generation)
    {
        Span<byte> hash = stackalloc byte[Hash.Sha256Length];
        Hash.Sha256(System.Text.Encoding.UTF8.GetBytes($"strongroom/seed/v1/{keyId}/{generation}"), hash);
        return new(new Guid(hash[..16]));
    }
}
