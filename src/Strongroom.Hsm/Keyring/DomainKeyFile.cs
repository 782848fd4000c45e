using System.Buffers.Binary;
using Strongroom.Cryptography;

namespace Strongroom.Hsm;

/// <summary>A domain key in its file, sealed under the purpose key that the file names.</summary>
/// <remarks>docs/formats/keyring.md.</remarks>
internal static class DomainKeyFile
{
    public const int Length = BoxAt + 1 + SealedBox.Overhead + SealedBox.KeyLength;
    public const string Suffix = ".key";

    private const byte Version = 1, Suite = 1;
    private const int VersionAt = 4, SuiteAt = 5, IdAt = 6, CreatedAt = 22, BoxAt = 30;

    private static ReadOnlySpan<byte> Magic => "SRDK"u8;

    public static string NameOf(Guid id) => id.ToString("n") + Suffix;

    public static byte[] Write(IPurposeKeys keys, DomainKey key)
    {
        var file = new byte[Length];
        Magic.CopyTo(file);
        (file[VersionAt], file[SuiteAt]) = (Version, Suite);
        key.Id.TryWriteBytes(file.AsSpan(IdAt), bigEndian: true, out _);
        BinaryPrimitives.WriteInt64BigEndian(file.AsSpan(CreatedAt), key.Created.ToUnixTimeMilliseconds());
        using var lease = key.Material.Borrow();
        NamedBox.Seal(keys, Context(stackalloc byte[64], file), lease.Bytes, file.AsSpan(BoxAt));
        return file;
    }

    /// <exception cref="SealException">The file is damaged, or is another installation's, or has another key's name.</exception>
    public static DomainKey Open(IPurposeKeys keys, ReadOnlySpan<byte> file, string path, SecretArena arena)
    {
        if (file.Length != Length || !file.StartsWith(Magic) || file[VersionAt] != Version || file[SuiteAt] != Suite)
            throw new SealException($"{path} is no domain key of a known version.");
        var id = new Guid(file.Slice(IdAt, 16), bigEndian: true);
        if (NameOf(id) != Path.GetFileName(path))
            throw new SealException($"{path} holds domain key {id:n}: the file was renamed or swapped.");

        var created = BinaryPrimitives.ReadInt64BigEndian(file[CreatedAt..]);
        var material = KeyMaterial.Create(SealedBox.KeyLength, new Parts(keys, Context(stackalloc byte[64], file), file[BoxAt..], path),
            static (key, parts) =>
        {
            if (!NamedBox.TryOpen(parts.Keys, parts.Context, parts.Box, key))
                throw new SealException($"{parts.Path} does not open: it is damaged, or another installation's.");
        }, arena);
        return new(id, DateTimeOffset.FromUnixTimeMilliseconds(created), material);
    }

    private static ReadOnlySpan<byte> Context(Span<byte> buffer, ReadOnlySpan<byte> file)
    {
        var context = new ContextWriter(buffer);
        context.Raw("strongroom/domain-key/v1"u8);
        context.Field(file[..BoxAt]);
        return context.Written;
    }

    private readonly ref struct Parts(IPurposeKeys keys, ReadOnlySpan<byte> context, ReadOnlySpan<byte> box, string path)
    {
        public readonly IPurposeKeys Keys = keys;
        public readonly ReadOnlySpan<byte> Context = context, Box = box;
        public readonly string Path = path;
    }
}
