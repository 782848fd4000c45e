using System.Text.Json;
using System.Text.Json.Serialization;

namespace Strongroom.Aws.Shapes;

/// <summary>A type that brings its own <see cref="JsonConverterAttribute"/>, such as an encryption context.</summary>
internal sealed class ConverterShape<T>(JsonConverter<T> converter) : Shape<T>
{
    public override bool IsPrintable => false;

    public override T ReadJson(ref Utf8JsonReader reader) => converter.Read(ref reader, typeof(T), JsonSerializerOptions.Default)!;

    public override void WriteJson(Utf8JsonWriter writer, T value) => converter.Write(writer, value, JsonSerializerOptions.Default);
}
