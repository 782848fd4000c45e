using System.Text;

namespace Strongroom.Aws.Shapes;

/// <summary>How members are read from REST requests and written to REST answers.</summary>
internal sealed partial class Member<TOwner, TValue>
{
    private readonly Binding binding;

    public override void ReadXml(XmlNode node, TOwner owner)
    {
        if (binding.Kind == BindingKind.Elements) set(owner, (TValue)(object)ReadElements(node));
        if (binding.Kind != BindingKind.Body) return;
        var nodes = node.All(binding.IsList && binding.Flat ? binding.Name : Name);
        if (nodes.Count == 0) return;
        if (binding is { IsList: true, Flat: false }) nodes = nodes is [var holder] ? holder.All(binding.Name) : throw XmlNode.Malformed();
        set(owner, shape.ReadXml(nodes));
    }

    public override void ReadRest(RestInput input, TOwner owner)
    {
        switch (binding.Kind)
        {
            case BindingKind.Path:
                Read(binding.Name == "Bucket" ? input.Place.Bucket : input.Place.Key, owner);
                break;
            case BindingKind.Query:
                Read(input.Request.Target.Find(binding.Name), owner);
                break;
            case BindingKind.Header:
                Read(input.Header(binding.Name), owner);
                break;
            case BindingKind.Headers:
                set(owner, (TValue)input.Headers(binding.Name));
                break;
            case BindingKind.Inline:
                set(owner, (TValue)((IRestShape)shape).ReadRest(input));
                break;
            case BindingKind.RawBody:
                set(owner, (TValue)(object)input.Body.ToArray());
                break;
            case BindingKind.Payload:
                ReadPayload(input, owner);
                break;
            case BindingKind.Body or BindingKind.Elements when input.Root is { } root:
                ReadXml(root, owner);
                break;
            default:
                break;
        }
    }

    public override void WriteRest(RestAnswer answer, TOwner owner)
    {
        var value = get(owner);
        if (!shape.IsPresent(value)) return;
        switch (binding.Kind)
        {
            case BindingKind.Header:
                var text = new StringBuilder();
                shape.Print(text, value);
                answer.Header(binding.Name, text.ToString());
                break;
            case BindingKind.Headers:
                foreach (var (name, item) in (IReadOnlyDictionary<string, string>)value!) answer.Header(binding.Name + name, item);
                break;
            case BindingKind.Inline:
                ((IRestShape)shape).WriteRest(answer, value!);
                break;
            case BindingKind.Status:
                answer.Status((int)(object)value!);
                break;
            case BindingKind.Payload:
                WritePayload(answer, value!);
                break;
            default:
                break;
        }
    }

    private void Read(string? text, TOwner owner)
    {
        // An empty text is no number, flag or choice, and is taken for none.
        if (text is null || (text.Length == 0 && shape is not StringShape)) return;
        try
        {
            set(owner, shape.ReadForm(FormNode.Of(text)));
        }
        catch (FaultException)
        {
            throw new FaultException("InvalidArgument", $"Provided {binding.Name} not an integer or within integer range")
            {
                Details = new Dictionary<string, object?> { ["ArgumentName"] = binding.Name, ["ArgumentValue"] = text },
            };
        }
    }

    private void ReadPayload(RestInput input, TOwner owner)
    {
        if (typeof(TValue) == typeof(StreamedBody)) set(owner, (TValue)(object)input.Stream!);
        else if (shape is StringShape) set(owner, (TValue)(object)input.BodyText);
        else if (input.Root is { } root)
        {
            if (((IRestShape)shape).ElementName is { } name && root.Name != name) throw XmlNode.Malformed();
            set(owner, shape.ReadXml([root]));
        }
    }

    private static void WritePayload(RestAnswer answer, object value)
    {
        if (value is StreamedAnswer stream) answer.Stream(stream);
        else if (value is string text) answer.Text(text);
        else ((IRestShape)ShapeCache.Of(value.GetType())).WriteRest(answer, value);
    }

    private Dictionary<string, string> ReadElements(XmlNode node)
    {
        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var child in node.Children)
            if (child.Name.StartsWith(binding.Name, StringComparison.Ordinal)) found[child.Name[binding.Name.Length..]] = child.Text;
        return found;
    }

    private void WriteElements(XmlAnswer xml, TValue value)
    {
        foreach (var (name, item) in (IReadOnlyDictionary<string, string>)value!) xml.Element(binding.Name + name, item);
    }

    private void WriteItems(XmlAnswer xml, TValue value)
    {
        if (!binding.Flat) xml.Open(Name);
        ((IXmlItems<TValue>)shape).WriteItems(xml, value, binding.Name);
        if (!binding.Flat) xml.Close(Name);
    }
}
