using System.Text.Json;

namespace Strongroom.Aws;

/// <summary>A request or response as its audit record will have it: written only when the record is.</summary>
internal sealed class RecordedValue(object value, Action<Utf8JsonWriter, object> write)
{
    public void Write(Utf8JsonWriter writer) => write(writer, value);
}
