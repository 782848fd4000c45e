using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Strongroom.Storage;

/// <summary>
/// Bodies as JSON in camel case. Members that this version does not know are ignored, so that an older program reads a newer record.
/// </summary>
/// <param name="typeInfo">How to serialize <typeparamref name="T"/>; null for what its public members say.</param>
public sealed class JsonRecordCodec<T>(JsonTypeInfo<T>? typeInfo = null) : IRecordCodec<T> where T : class
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerOptions.Strict)
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Skip,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        RespectRequiredConstructorParameters = false,
        Converters = { new JsonStringEnumConverter() },
    };

    private readonly JsonTypeInfo<T> typeInfo = typeInfo ?? (JsonTypeInfo<T>)Options.GetTypeInfo(typeof(T));

    /// <inheritdoc/>
    public void Write(T value, IBufferWriter<byte> body)
    {
        using var writer = new Utf8JsonWriter(body);
        JsonSerializer.Serialize(writer, value, typeInfo);
    }

    /// <inheritdoc/>
    /// <exception cref="JsonException">The body is no JSON of <typeparamref name="T"/>.</exception>
    public T Read(RecordKey key, ReadOnlySpan<byte> body) =>
        JsonSerializer.Deserialize(body, typeInfo) ?? throw new JsonException($"The record {key} holds null.");
}
