using System.Text;
using Strongroom.Cryptography;

namespace Strongroom.SecretsManager;

/// <summary>The box of one version's value: bound to the secret, the version, and whether it is text or bytes.</summary>
/// <remarks>docs/formats/secret-version.md.</remarks>
internal static class SealedValue
{
    private static ReadOnlySpan<byte> Purpose => "strongroom/secret/v1"u8;

    public static byte[] Seal(KeyMaterial key, string secretArn, string versionId, SecretValue value)
    {
        Span<byte> buffer = stackalloc byte[ContextLength(secretArn, versionId)];
        using var keyLease = key.Borrow();
        using var valueLease = value.Bytes.Borrow();
        var box = new byte[SealedBox.SealedLength(valueLease.Bytes.Length)];
        SealedBox.Seal(keyLease.Bytes, Context(buffer, secretArn, versionId, value.IsBinary), valueLease.Bytes, box);
        return box;
    }

    /// <summary>The value, or null where anything is wrong.</summary>
    public static KeyMaterial? TryOpen(KeyMaterial key, string secretArn, string versionId, SecretVersion version)
    {
        var length = SealedBox.OpenedLength(version.Box.Length);
        if (length < 0) return null;
        Span<byte> buffer = stackalloc byte[ContextLength(secretArn, versionId)];
        using var lease = key.Borrow();
        var opening = new Opening(lease.Bytes, Context(buffer, secretArn, versionId, version.IsBinary), version.Box);
        var opened = false;
        var value = KeyMaterial.Create(length, new Attempt(opening, ref opened),
            static (plaintext, attempt) => attempt.Opened = SealedBox.TryOpen(attempt.Of.Key, attempt.Of.Context, attempt.Of.Box, plaintext));
        if (opened) return value;
        value.Dispose();
        return null;
    }

    private static int ContextLength(string secretArn, string versionId)
        => Purpose.Length + ContextWriter.FieldLength(Encoding.UTF8.GetByteCount(secretArn)) + ContextWriter.FieldLength(Encoding.UTF8.GetByteCount(versionId))
            + ContextWriter.FieldLength(1);

    private static ReadOnlySpan<byte> Context(Span<byte> buffer, string secretArn, string versionId, bool isBinary)
    {
        var writer = new ContextWriter(buffer);
        writer.Raw(Purpose);
        writer.Field(secretArn);
        writer.Field(versionId);
        writer.Field(isBinary ? "b"u8 : "s"u8);
        return writer.Written;
    }

    private readonly ref struct Opening(ReadOnlySpan<byte> key, ReadOnlySpan<byte> context, ReadOnlySpan<byte> box)
    {
        public readonly ReadOnlySpan<byte> Key = key, Context = context, Box = box;
    }

    private readonly ref struct Attempt(Opening of, ref bool opened)
    {
        public readonly Opening Of = of;
        public readonly ref bool Opened = ref opened;
    }
}
