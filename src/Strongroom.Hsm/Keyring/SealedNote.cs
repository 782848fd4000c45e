using Strongroom.Cryptography;

namespace Strongroom.Hsm;

/// <summary>A small file of the keyring whose content is sealed under the purpose <see cref="Purposes.Keyring"/>.</summary>
/// <remarks>docs/formats/keyring.md: 4 bytes of kind, version, suite, then a named box; the context is the header.</remarks>
internal static class SealedNote
{
    private const byte Version = 1, Suite = 1;
    private const int HeaderLength = 6, MagicLength = 4;

    public static byte[] Write(IPurposeKeys keys, ReadOnlySpan<byte> magic, ReadOnlySpan<byte> content)
    {
        var file = new byte[HeaderLength + NamedBox.SealedLength(content.Length)];
        magic.CopyTo(file);
        (file[MagicLength], file[MagicLength + 1]) = (Version, Suite);
        NamedBox.Seal(keys, Context(stackalloc byte[64], file), content, file.AsSpan(HeaderLength));
        return file;
    }

    /// <exception cref="SealException">The file is damaged.</exception>
    public static byte[] Open(IPurposeKeys keys, ReadOnlySpan<byte> magic, ReadOnlySpan<byte> file, string path)
    {
        var length = file.Length < HeaderLength ? -1 : NamedBox.OpenedLength(file.Length - HeaderLength);
        if (length < 0 || !file.StartsWith(magic) || file[MagicLength] != Version || file[MagicLength + 1] != Suite)
            throw new SealException($"{path} is of no known version.");
        var content = new byte[length];
        return NamedBox.TryOpen(keys, Context(stackalloc byte[64], file), file[HeaderLength..], content)
            ? content : throw new SealException($"{path} does not open: it is damaged, or another installation's.");
    }

    private static ReadOnlySpan<byte> Context(Span<byte> buffer, ReadOnlySpan<byte> file)
    {
        var context = new ContextWriter(buffer);
        context.Raw("strongroom/keyring-note/v1"u8);
        context.Field(file[..HeaderLength]);
        return context.Written;
    }
}
