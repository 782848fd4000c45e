using System.Text;
using System.Xml;

namespace Strongroom.Aws;

/// <summary>An element of a request's body: its elements, or its text. Namespaces and attributes are not looked at.</summary>
public sealed class XmlNode
{
    // CompleteMultipartUpload has the most: 10,000 parts of up to ten elements each.
    private const int MostNodes = 150_000;
    private const int MostLevels = 12;

    private static readonly XmlReaderSettings Settings = new()
    {
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
        CheckCharacters = false, // An object's key may hold any character.
        IgnoreComments = true,
        IgnoreProcessingInstructions = true,
    };

    private readonly List<XmlNode> children = [];

    private XmlNode(string name) => Name = name;

    /// <summary>The element's local name.</summary>
    public string Name { get; }

    /// <summary>The text; empty where there are elements.</summary>
    public string Text { get; private set; } = "";

    /// <summary>The elements inside.</summary>
    public IReadOnlyList<XmlNode> Children => children;

    /// <summary>Reads a document.</summary>
    /// <exception cref="FaultException">MalformedXML: it is no well-formed UTF-8 XML, has a DTD, or is too large or too deep.</exception>
    public static XmlNode Parse(ReadOnlyMemory<byte> document)
    {
        try
        {
            using var bytes = new MemoryStream(document.ToArray(), writable: false);
            using var reader = XmlReader.Create(bytes, Settings);
            return Read(reader);
        }
        catch (Exception exception) when (exception is XmlException or ArgumentException or DecoderFallbackException)
        {
            throw Malformed();
        }
    }

    /// <summary>The body is not what the operation takes.</summary>
    public static FaultException Malformed()
        => new("MalformedXML", "The XML you provided was not well-formed or did not validate against our published schema");

    /// <summary>The elements of that name.</summary>
    public IReadOnlyList<XmlNode> All(string name) => children.FindAll(child => child.Name == name);

    private static XmlNode Read(XmlReader reader)
    {
        var open = new Stack<XmlNode>();
        var text = new StringBuilder();
        XmlNode? root = null;
        var nodes = 0;
        while (reader.Read())
        {
            switch (reader.NodeType)
            {
                case XmlNodeType.Element:
                    if (++nodes > MostNodes || open.Count >= MostLevels) throw Malformed();
                    var node = new XmlNode(reader.LocalName);
                    if (open.TryPeek(out var parent)) parent.children.Add(node);
                    else root = node;
                    text.Clear();
                    if (!reader.IsEmptyElement) open.Push(node);
                    break;
                case XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.Whitespace or XmlNodeType.SignificantWhitespace:
                    text.Append(reader.Value);
                    break;
                case XmlNodeType.EndElement:
                    var closed = open.Pop();
                    if (closed.children.Count == 0) closed.Text = text.ToString();
                    text.Clear();
                    break;
                default:
                    break;
            }
        }

        return root ?? throw Malformed();
    }
}
