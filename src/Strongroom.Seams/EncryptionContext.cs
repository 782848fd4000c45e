using System.Buffers.Binary;
using System.Collections;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Strongroom.Aws.Shapes;

namespace Strongroom.Seams;

/// <summary>The caller's authenticated name-value pairs: order-free, case-exact, not normalised. None and empty are the same.</summary>
/// <remarks>docs/formats/encryption-context.md has the canonical encoding, which is injective: two different contexts never encode alike.</remarks>
[JsonConverter(typeof(EncryptionContextJsonConverter))]
public sealed class EncryptionContext : IReadOnlyList<KeyValuePair<string, string>>, IMeasured
{
    /// <summary>The most bytes that names and values may have together, as AWS KMS passes on as associated data.</summary>
    public const int MaxBytes = 8192;

    private readonly KeyValuePair<string, string>[] pairs;

    private EncryptionContext(KeyValuePair<string, string>[] pairs)
    {
        this.pairs = pairs;
        Canonical = Encode(pairs);
    }

    /// <summary>No pairs.</summary>
    public static EncryptionContext Empty { get; } = new([]);

    /// <summary>The pairs, sorted by the UTF-8 bytes of their names, each part with its length before it.</summary>
    public ReadOnlyMemory<byte> Canonical { get; }

    /// <summary>How many pairs.</summary>
    public int Count => pairs.Length;

    /// <summary>The bytes of all names and values in UTF-8: at most <see cref="MaxBytes"/> in a request.</summary>
    public int Size => Canonical.Length - LengthBytes - (2 * LengthBytes * pairs.Length);

    // Before the pairs stands their number, before each name and value its length.
    private const int LengthBytes = sizeof(int);

    /// <inheritdoc/>
    public KeyValuePair<string, string> this[int index] => pairs[index];

    /// <summary>A context of <paramref name="pairs"/>.</summary>
    /// <exception cref="ArgumentException">A name stands twice, or a string is no well-formed Unicode.</exception>
    public static EncryptionContext Of(params IEnumerable<KeyValuePair<string, string>> pairs)
    {
        return OfOwned(pairs.ToArray());
    }

    /// <summary>A context of pairs that nobody else keeps.</summary>
    internal static EncryptionContext OfOwned(KeyValuePair<string, string>[] sorted)
    {
        if (sorted.Length == 0) return Empty;
        Array.Sort(sorted, static (left, right) => CompareUtf8(left.Key, right.Key));
        for (var i = 1; i < sorted.Length; i++)
            if (sorted[i].Key == sorted[i - 1].Key) throw new ArgumentException("A name stands twice in the encryption context.", nameof(sorted));
        return new(sorted);
    }

    /// <summary>A context of one pair.</summary>
    public static EncryptionContext Of(string name, string value) => new([new(name, value)]);

    /// <summary>Reads what <see cref="Canonical"/> wrote.</summary>
    /// <exception cref="FormatException">These bytes are no context's.</exception>
    public static EncryptionContext Decode(ReadOnlySpan<byte> canonical)
    {
        var rest = canonical;
        var pairs = new List<KeyValuePair<string, string>>();
        for (var left = Number(ref rest); left > 0; left--) pairs.Add(new(Text(ref rest), Text(ref rest)));
        if (!rest.IsEmpty) throw new FormatException("Something stands behind the encryption context.");
        try
        {
            var context = Of(pairs);
            return context.Canonical.Span.SequenceEqual(canonical) ? context : throw new FormatException("The encryption context is not canonical.");
        }
        catch (ArgumentException refused)
        {
            throw new FormatException(refused.Message, refused);
        }

        static int Number(ref ReadOnlySpan<byte> rest)
        {
            var number = rest.Length < 4 ? -1 : BinaryPrimitives.ReadInt32BigEndian(rest);
            if (number is < 0 or > MaxBytes) throw new FormatException("The encryption context is cut.");
            rest = rest[4..];
            return number;
        }

        static string Text(ref ReadOnlySpan<byte> rest)
        {
            var length = Number(ref rest);
            if (length > rest.Length) throw new FormatException("The encryption context is cut.");
            try
            {
                var text = StrictUtf8.GetString(rest[..length]);
                rest = rest[length..];
                return text;
            }
            catch (DecoderFallbackException malformed)
            {
                throw new FormatException("The encryption context is not UTF-8.", malformed);
            }
        }
    }

    /// <summary>The value of <paramref name="name"/>, compared exactly; null if it has none.</summary>
    public string? Find(string name)
    {
        foreach (var pair in pairs)
            if (pair.Key == name) return pair.Value;
        return null;
    }

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<string, string>> GetEnumerator() => ((IEnumerable<KeyValuePair<string, string>>)pairs).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    // UTF-16 and UTF-8 sort alike, but for surrogates: in UTF-8 these come behind U+E000 to U+FFFF.
    private static int CompareUtf8(string left, string right)
    {
        var common = Math.Min(left.Length, right.Length);
        for (var i = 0; i < common; i++)
        {
            int a = left[i], b = right[i];
            if (a == b) continue;
            if (char.IsSurrogate(left[i])) a += 0x10000;
            if (char.IsSurrogate(right[i])) b += 0x10000;
            return a - b;
        }
        return left.Length - right.Length;
    }

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private static byte[] Encode(KeyValuePair<string, string>[] pairs)
    {
        if (pairs.Length == 0) return new byte[4];
        var length = 4;
        foreach (var (name, value) in pairs) length += 8 + StrictUtf8.GetByteCount(name) + StrictUtf8.GetByteCount(value);
        var encoded = new byte[length];
        BinaryPrimitives.WriteInt32BigEndian(encoded, pairs.Length);
        var at = 4;
        foreach (var (name, value) in pairs)
        {
            at += Append(name, encoded.AsSpan(at));
            at += Append(value, encoded.AsSpan(at));
        }
        return encoded;
    }

    private static int Append(string text, Span<byte> destination)
    {
        var written = StrictUtf8.GetBytes(text, destination[4..]);
        BinaryPrimitives.WriteInt32BigEndian(destination, written);
        return 4 + written;
    }
}

/// <summary>Reads a JSON object of strings as a context; refuses a name that stands twice.</summary>
internal sealed class EncryptionContextJsonConverter : JsonConverter<EncryptionContext>
{
    public override EncryptionContext Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartObject) throw new JsonException("An encryption context is an object of strings.");
        var pairs = new KeyValuePair<string, string>[1];
        var count = 0;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString()!;
            if (!reader.Read() || reader.TokenType != JsonTokenType.String) throw new JsonException("The value of an encryption context pair is a string.");
            if (count == pairs.Length) Array.Resize(ref pairs, count * 2);
            pairs[count++] = new(name, reader.GetString()!);
        }
        try
        {
            if (count < pairs.Length) Array.Resize(ref pairs, count);
            return EncryptionContext.OfOwned(pairs);
        }
        catch (ArgumentException refused)
        {
            throw new JsonException(refused.Message, refused);
        }
    }

    public override void Write(Utf8JsonWriter writer, EncryptionContext value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        foreach (var (name, text) in value) writer.WriteString(name, text);
        writer.WriteEndObject();
    }
}
