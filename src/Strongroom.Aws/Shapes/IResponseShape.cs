using System.Text.Json;

namespace Strongroom.Aws.Shapes;

/// <summary>A response of a type that only its operation knows.</summary>
internal interface IResponseShape
{
    IReadOnlyList<Member> Members { get; }

    void Write(Utf8JsonWriter writer, object response);

    void WriteXml(XmlAnswer xml, object response);

    void WriteParameters(Utf8JsonWriter writer, object response);

    void Release(object response);
}

/// <summary>A structure as a part of REST requests and answers.</summary>
internal interface IRestShape
{
    /// <summary>The element that holds it where it is a whole body.</summary>
    string? ElementName { get; }

    object ReadRest(RestInput input);

    void WriteRest(RestAnswer answer, object value);

    void WriteAuditMembers(Utf8JsonWriter writer, object value);
}

/// <summary>A list as restXml writes it.</summary>
internal interface IXmlItems<in T>
{
    void WriteItems(XmlAnswer xml, T value, string name);
}

/// <summary>The answer of an operation that has none.</summary>
internal sealed class NoResponse : IResponseShape
{
    public static NoResponse Instance { get; } = new();

    public IReadOnlyList<Member> Members => [];

    public void Write(Utf8JsonWriter writer, object response)
    {
    }

    public void WriteXml(XmlAnswer xml, object response)
    {
    }

    public void WriteParameters(Utf8JsonWriter writer, object response) => writer.WriteNullValue();

    public void Release(object response)
    {
    }
}
