using System.Text.Json;
using System.Text.Unicode;

namespace Strongroom.Aws.Shapes;

/// <summary>
/// Reads a whole JSON body: strict UTF-8, depth 64, nothing behind it, and no exception but a <see cref="FaultException"/>.
/// </summary>
internal static class JsonBody
{
    private static readonly JsonReaderOptions Strict =
        new() { MaxDepth = 64, CommentHandling = JsonCommentHandling.Disallow, AllowTrailingCommas = false };

    /// <summary>Reads <paramref name="body"/> as one value of <paramref name="shape"/>.</summary>
    /// <exception cref="FaultException">SerializationException.</exception>
    public static T Read<T>(Shape<T> shape, ReadOnlySpan<byte> body)
    {
        if (!Utf8.IsValid(body)) throw JsonMismatch.Malformed();
        var reader = new Utf8JsonReader(body, Strict);
        try
        {
            reader.Read();
            var value = shape.ReadJson(ref reader);
            try
            {
                // Anything behind the value makes this throw.
                reader.Read();
                return value;
            }
            catch
            {
                shape.Release(value);
                throw;
            }
        }
        catch (JsonException)
        {
            throw JsonMismatch.Malformed();
        }
        catch (InvalidOperationException)
        {
            // The reader's answer to half of a surrogate pair.
            throw JsonMismatch.Malformed();
        }
    }

    /// <summary>From an unknown member's name to its value's last token, still refusing strings that are none.</summary>
    public static void SkipMember(ref Utf8JsonReader reader)
    {
        Examine(ref reader);
        reader.Read();
        var depth = reader.CurrentDepth;
        while (true)
        {
            Examine(ref reader);
            if (reader.CurrentDepth == depth && reader.TokenType is not (JsonTokenType.StartObject or JsonTokenType.StartArray)) return;
            reader.Read();
        }
    }

    private static void Examine(ref Utf8JsonReader reader)
    {
        if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName && reader.ValueIsEscaped) _ = reader.GetString();
    }
}
