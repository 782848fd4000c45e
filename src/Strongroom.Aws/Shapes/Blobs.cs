using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Strongroom.Cryptography;

namespace Strongroom.Aws.Shapes;

/// <summary>Bytes that are no secret (ciphertexts, tokens, public keys): base64 in JSON.</summary>
internal sealed class BlobShape : Shape<byte[]>
{
    public override bool IsBlob => true;

    public override byte[] ReadJson(ref Utf8JsonReader reader)
        => reader.TokenType == JsonTokenType.String
            ? reader.TryGetBytesFromBase64(out var bytes) ? bytes : throw JsonMismatch.NotBase64()
            : throw JsonMismatch.NotA("a Blob", reader.TokenType);

    public override void WriteJson(Utf8JsonWriter writer, byte[] value) => writer.WriteBase64StringValue(value);

    public override byte[] ReadForm(FormNode node)
    {
        var bytes = new byte[node.Text.Length];
        return Convert.TryFromBase64String(node.Text, bytes, out var length) ? bytes[..length] : throw JsonMismatch.NotBase64();
    }

    public override void WriteXml(XmlAnswer xml, byte[] value) => xml.Text(Convert.ToBase64String(value));

    public override int LengthOf(byte[] value) => value.Length;

    /// <summary>What AWS's Java servers print for a blob.</summary>
    public override void Print(StringBuilder text, byte[] value)
        => text.Append("java.nio.HeapByteBuffer[pos=0 lim=").Append(value.Length).Append(" cap=").Append(value.Length).Append(']');
}

/// <summary>Secret bytes: base64 in JSON, decoded straight into locked memory and written straight from it.</summary>
/// <param name="most">The most bytes that the member may have, so that no request locks more memory than it could ever use.</param>
internal sealed class SecretShape(int most) : Shape<KeyMaterial>
{
    /// <summary>For members without a limit of their own: the most that any secret of AWS's has.</summary>
    public const int DefaultMost = 64 * 1024;

    public override bool IsSecret => true;

    public override bool IsBlob => true;

    public override KeyMaterial ReadJson(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.String) throw JsonMismatch.NotA("a Blob", reader.TokenType);
        if (!reader.ValueIsEscaped) return Decode(reader.ValueSpan);

        // Some writers escape the + of base64.
        var buffer = ArrayPool<byte>.Shared.Rent(reader.ValueSpan.Length);
        var length = 0;
        try
        {
            length = reader.CopyString(buffer);
            return Decode(buffer.AsSpan(0, length));
        }
        finally
        {
            CryptographicOperations.ZeroMemory(buffer);
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    public override void WriteJson(Utf8JsonWriter writer, KeyMaterial value)
    {
        using var lease = value.Borrow();
        writer.WriteBase64StringValue(lease.Bytes);
    }

    public override KeyMaterial ReadForm(FormNode node) => Decode(Encoding.UTF8.GetBytes(node.Text));

    public override void WriteXml(XmlAnswer xml, KeyMaterial value)
    {
        using var lease = value.Borrow();
        xml.Base64(lease.Bytes);
    }

    public override int LengthOf(KeyMaterial value) => value.Length;

    public override void WriteAudit(Utf8JsonWriter writer, KeyMaterial value)
        => throw new InvalidOperationException("A secret has no place in an audit record.");

    public override void Release(KeyMaterial? value) => value?.Dispose();

    private KeyMaterial Decode(ReadOnlySpan<byte> base64)
    {
        if (!Base64.IsValid(base64, out var length)) throw JsonMismatch.NotBase64();

        // One byte above the limit is enough for the check to refuse it.
        return length > most
            ? KeyMaterial.CopyOf(new byte[most + 1])
            : KeyMaterial.Create(length, base64, static (bytes, base64) => Base64.DecodeFromUtf8(base64, bytes, out _, out _));
    }
}

/// <summary>A secret that is text on the wire, such as a password: its UTF-8, unescaped straight into locked memory.</summary>
/// <param name="most">As in <see cref="SecretShape"/>.</param>
internal sealed class SecretTextShape(int most) : Shape<KeyMaterial>
{
    public override bool IsSecret => true;

    public override bool IsBlob => true;

    public override KeyMaterial ReadJson(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.String) throw JsonMismatch.NotA("a String", reader.TokenType);
        var buffer = ArrayPool<byte>.Shared.Rent(Math.Max(1, reader.ValueSpan.Length));
        try
        {
            return Take(buffer.AsSpan(0, reader.CopyString(buffer)));
        }
        finally
        {
            CryptographicOperations.ZeroMemory(buffer);
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    public override void WriteJson(Utf8JsonWriter writer, KeyMaterial value)
    {
        using var lease = value.Borrow();
        writer.WriteStringValue(lease.Bytes);
    }

    public override KeyMaterial ReadForm(FormNode node) => Take(Encoding.UTF8.GetBytes(node.Text));

    public override void WriteXml(XmlAnswer xml, KeyMaterial value)
    {
        using var lease = value.Borrow();
        xml.Text(lease.Bytes);
    }

    public override int LengthOf(KeyMaterial value) => value.Length;

    public override void WriteAudit(Utf8JsonWriter writer, KeyMaterial value)
        => throw new InvalidOperationException("A secret has no place in an audit record.");

    public override void Release(KeyMaterial? value) => value?.Dispose();

    private KeyMaterial Take(Span<byte> text) => KeyMaterial.TakeFrom(text.Length > most ? text[..(most + 1)] : text);
}
