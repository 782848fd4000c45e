using System.Text.Json;

namespace Strongroom.Aws.Shapes;

/// <summary>
/// The refusals of JSON that is well-formed but of another type, in the words of AWS's own servers. Never quotes the request.
/// </summary>
internal static class JsonMismatch
{
    public static FaultException Malformed() => new("SerializationException", "The request body is not valid JSON.");

    public static FaultException Duplicate(string name) => new("SerializationException", $"The member {name} appears more than once.");

    public static FaultException NullElement() => new("SerializationException", "A list or map in the request has a null element.");

    public static FaultException NotBase64() => new("SerializationException", "A blob in the request is not valid base64.");

    public static FaultException NotA(string type, JsonTokenType token) => new("SerializationException", token switch
    {
        JsonTokenType.StartObject => "Start of structure or map found where not expected.",
        JsonTokenType.StartArray => "Start of list found where not expected",
        _ => $"{NameOf(token)} can not be converted to {type}",
    });

    public static FaultException NotAStructure(JsonTokenType token) => new("SerializationException", token switch
    {
        JsonTokenType.StartArray => "Start of list found where not expected",
        _ => "Unexpected field type",
    });

    public static FaultException NotAList(JsonTokenType token) => new("SerializationException", token switch
    {
        JsonTokenType.StartObject => "Start of structure or map found where not expected.",
        _ => "Expected list or null",
    });

    public static FaultException NotAMap(JsonTokenType token) => new("SerializationException", token switch
    {
        JsonTokenType.StartArray => "Start of list found where not expected",
        _ => "Expected map or null",
    });

    private static string NameOf(JsonTokenType token) => token switch
    {
        JsonTokenType.String => "STRING_VALUE",
        JsonTokenType.Number => "NUMBER_VALUE",
        JsonTokenType.True => "TRUE_VALUE",
        JsonTokenType.False => "FALSE_VALUE",
        _ => "NULL_VALUE",
    };
}
