using System.Text;
using System.Text.Json;

namespace Strongroom.Aws.Shapes;

internal sealed class ListShape<T>(Shape<T> element) : Shape<IReadOnlyList<T>>, IElements<IReadOnlyList<T>>, IXmlItems<IReadOnlyList<T>>
{
    public override Shape Element => element;

    public override bool IsSecret => element.IsSecret;

    public override bool IsBlob => element.IsBlob;

    public override bool IsPrintable => element.IsPrintable;

    public override IReadOnlyList<Member> Members => element.Members;

    public override IReadOnlyList<T> ReadJson(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartArray) throw JsonMismatch.NotAList(reader.TokenType);
        var list = new List<T>();
        try
        {
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                list.Add(reader.TokenType == JsonTokenType.Null ? throw JsonMismatch.NullElement() : element.ReadJson(ref reader));
        }
        catch
        {
            Release(list);
            throw;
        }

        return list.Count == 0 ? [] : list;
    }

    public override void WriteJson(Utf8JsonWriter writer, IReadOnlyList<T> value)
    {
        writer.WriteStartArray();
        for (var i = 0; i < value.Count; i++) element.WriteJson(writer, value[i]);
        writer.WriteEndArray();
    }

    public override IReadOnlyList<T> ReadForm(FormNode node)
    {
        var list = new List<T>();
        try
        {
            foreach (var item in node.Numbered("member")) list.Add(element.ReadForm(item));
        }
        catch
        {
            Release(list);
            throw;
        }

        return list;
    }

    public override void WriteXml(XmlAnswer xml, IReadOnlyList<T> value)
    {
        for (var i = 0; i < value.Count; i++)
        {
            xml.Open("member");
            element.WriteXml(xml, value[i]);
            xml.Close("member");
        }
    }

    public override IReadOnlyList<T> ReadXml(IReadOnlyList<XmlNode> nodes)
    {
        var list = new List<T>(nodes.Count);
        foreach (var node in nodes) list.Add(element.ReadXml([node]));
        return list;
    }

    public void WriteItems(XmlAnswer xml, IReadOnlyList<T> value, string name)
    {
        for (var i = 0; i < value.Count; i++)
        {
            var own = value[i] is INamedElement named ? named.ElementName : name;
            xml.Open(own);
            element.WriteXml(xml, value[i]);
            xml.Close(own);
        }
    }

    public override int LengthOf(IReadOnlyList<T> value) => value.Count;

    public override void Check(IReadOnlyList<T> value, ref Violations violations)
    {
        for (var i = 0; i < value.Count && !violations.IsFull; i++)
        {
            var from = violations.Count;
            element.Check(value[i], ref violations);
            if (violations.Count == from) continue;
            if (element.EnumSet is { } set)
            {
                // AWS names a list with unknown values once, as a whole.
                var allowed = $"Member must satisfy enum value set: [{string.Join(", ", set)}]";
                violations.Replace(from, "", Printed(value), $"Member must satisfy constraint: [{allowed}]");
                return;
            }

            violations.Prefix(from, $"{i + 1}.member");
        }
    }

    public override void Print(StringBuilder text, IReadOnlyList<T> value)
    {
        text.Append('[');
        for (var i = 0; i < value.Count; i++)
        {
            if (i > 0) text.Append(", ");
            element.Print(text, value[i]);
        }

        text.Append(']');
    }

    public override void WriteAudit(Utf8JsonWriter writer, IReadOnlyList<T> value)
    {
        writer.WriteStartArray();
        for (var i = 0; i < value.Count; i++) element.WriteAudit(writer, value[i]);
        writer.WriteEndArray();
    }

    public override void Release(IReadOnlyList<T>? value)
    {
        for (var i = 0; i < value?.Count; i++) element.Release(value[i]);
    }

    public IEnumerable<string> Texts(IReadOnlyList<T> value) => value.Select(element.TextOf);

    private string Printed(IReadOnlyList<T> value)
    {
        var text = new StringBuilder("'");
        Print(text, value);
        return text.Append('\'').ToString();
    }
}
