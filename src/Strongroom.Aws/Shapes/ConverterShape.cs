using System.Text.Json;
using System.Text.Json.Serialization;

namespace Strongroom.Aws.Shapes;

/// <summary>A type that brings its own <see cref="JsonConverterAttribute"/>, such as an encryption context.</summary>
/// <remarks>
/// What the converter throws as a <see cref="JsonException"/> is told to the caller: its text quotes nothing of the request.
/// </remarks>
internal sealed class ConverterShape<T>(JsonConverter<T> converter) : Shape<T>
{
    public override bool IsPrintable => false;

    public override T ReadJson(ref Utf8JsonReader reader)
    {
        try
        {
            return converter.Read(ref reader, typeof(T), JsonSerializerOptions.Default)!;
        }
        catch (JsonException refused) when (refused.GetType() == typeof(JsonException)) // The reader's own are of a derived type.
        {
            throw new FaultException("SerializationException", refused.Message);
        }
    }

    public override int LengthOf(T value) => value is IMeasured measured ? measured.Size : base.LengthOf(value);

    public override void WriteJson(Utf8JsonWriter writer, T value) => converter.Write(writer, value, JsonSerializerOptions.Default);

    public override T ReadForm(FormNode node) => throw new NotSupportedException($"{typeof(T)} is read from JSON only.");

    public override void WriteXml(XmlAnswer xml, T value) => throw new NotSupportedException($"{typeof(T)} is written as JSON only.");
}
