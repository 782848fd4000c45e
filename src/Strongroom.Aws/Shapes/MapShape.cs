using System.Text;
using System.Text.Json;

namespace Strongroom.Aws.Shapes;

internal sealed class MapShape<T>(Shape<T> element) : Shape<IReadOnlyDictionary<string, T>>, IElements<IReadOnlyDictionary<string, T>>
{
    public override Shape Element => element;

    public override bool IsSecret => element.IsSecret;

    public override bool IsBlob => element.IsBlob;

    public override bool IsPrintable => element.IsPrintable;

    public override IReadOnlyDictionary<string, T> ReadJson(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartObject) throw JsonMismatch.NotAMap(reader.TokenType);
        var map = new Dictionary<string, T>(StringComparer.Ordinal);
        try
        {
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var name = reader.GetString()!;
                reader.Read();
                if (map.ContainsKey(name)) throw JsonMismatch.Duplicate("of a map");
                map.Add(name, reader.TokenType == JsonTokenType.Null ? throw JsonMismatch.NullElement() : element.ReadJson(ref reader));
            }
        }
        catch
        {
            Release(map);
            throw;
        }

        return map;
    }

    public override void WriteJson(Utf8JsonWriter writer, IReadOnlyDictionary<string, T> value)
    {
        writer.WriteStartObject();
        foreach (var (name, item) in value)
        {
            writer.WritePropertyName(name);
            element.WriteJson(writer, item);
        }

        writer.WriteEndObject();
    }

    public override IReadOnlyDictionary<string, T> ReadForm(FormNode node)
    {
        var map = new Dictionary<string, T>(StringComparer.Ordinal);
        try
        {
            foreach (var entry in node.Numbered("entry"))
            {
                var name = entry.Find("key")?.Text ?? throw JsonMismatch.NullElement();
                if (map.ContainsKey(name)) throw JsonMismatch.Duplicate("of a map");
                map.Add(name, element.ReadForm(entry.Find("value") ?? throw JsonMismatch.NullElement()));
            }
        }
        catch
        {
            Release(map);
            throw;
        }

        return map;
    }

    public override void WriteXml(XmlAnswer xml, IReadOnlyDictionary<string, T> value)
    {
        foreach (var (name, item) in value)
        {
            xml.Open("entry");
            xml.Element("key", name);
            xml.Open("value");
            element.WriteXml(xml, item);
            xml.Close("value");
            xml.Close("entry");
        }
    }

    public override int LengthOf(IReadOnlyDictionary<string, T> value) => value.Count;

    public override void Check(IReadOnlyDictionary<string, T> value, ref Violations violations)
    {
        if (element.EnumSet is null && element.Members.Count == 0) return;
        foreach (var (name, item) in value)
        {
            var from = violations.Count;
            element.Check(item, ref violations);
            violations.Prefix(from, $"{name}.member");
        }
    }

    public override void Print(StringBuilder text, IReadOnlyDictionary<string, T> value)
    {
        text.Append('{');
        var first = true;
        foreach (var (name, item) in value)
        {
            text.Append(first ? "" : ", ").Append(name).Append('=');
            element.Print(text, item);
            first = false;
        }

        text.Append('}');
    }

    public override void WriteAudit(Utf8JsonWriter writer, IReadOnlyDictionary<string, T> value)
    {
        writer.WriteStartObject();
        foreach (var (name, item) in value)
        {
            writer.WritePropertyName(name);
            element.WriteAudit(writer, item);
        }

        writer.WriteEndObject();
    }

    public override void Release(IReadOnlyDictionary<string, T>? value)
    {
        if (value is null) return;
        foreach (var item in value.Values) element.Release(item);
    }

    public IEnumerable<string> Texts(IReadOnlyDictionary<string, T> value) => value.Values.Select(element.TextOf);
}
