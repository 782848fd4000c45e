using System.Text.Json;

namespace Strongroom.Audit;

/// <summary>Finds the id of a record in its JSON.</summary>
internal static class EventIds
{
    /// <summary>The value of the outermost <c>eventID</c>; null where there is none.</summary>
    public static Guid? Find(ReadOnlySpan<byte> record)
    {
        var json = new Utf8JsonReader(record);
        json.Read();
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var isId = json.ValueTextEquals("eventID"u8);
            json.Read();
            if (isId)
                return json.TokenType == JsonTokenType.String && json.TryGetGuid(out var id) ? id : null;
            json.Skip();
        }

        return null;
    }
}
