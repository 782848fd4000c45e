using System.Globalization;
using System.Text;
using System.Text.Unicode;

namespace Strongroom.Aws.Shapes;

/// <summary>A form as awsQuery uses it: <c>Tags.member.1.Key=x</c> is a value four levels down.</summary>
public sealed class FormNode
{
    // The deepest of AWS's own requests has eight levels.
    private const int MostLevels = 24;
    private const int MostFields = 8192;

    private Dictionary<string, FormNode>? children;
    private string? text;

    private FormNode()
    {
    }

    /// <summary>The value here; empty where there is none.</summary>
    public string Text => text ?? "";

    /// <summary>Reads an <c>application/x-www-form-urlencoded</c> body.</summary>
    /// <exception cref="FaultException">MalformedQueryString: broken escapes, broken UTF-8, a field given twice, too many or too
    /// deep.</exception>
    public static FormNode Parse(ReadOnlySpan<byte> body)
    {
        if (!Utf8.IsValid(body)) throw Malformed();
        var root = new FormNode();
        var form = Encoding.UTF8.GetString(body).AsSpan();
        var fields = 0;
        foreach (var range in form.Split('&'))
        {
            var field = form[range];
            if (field.IsEmpty) continue;
            if (++fields > MostFields) throw Malformed();
            var equals = field.IndexOf('=');
            var value = equals < 0 ? [] : field[(equals + 1)..];
            if (!PercentEncoding.TryDecode(equals < 0 ? field : field[..equals], plusIsSpace: true, out var name)
                || !PercentEncoding.TryDecode(value, plusIsSpace: true, out var decoded)) throw Malformed();
            root.Add(name, decoded);
        }

        return root;
    }

    /// <summary>A value by itself.</summary>
    internal static FormNode Of(string text) => new() { text = text };

    /// <summary>The part of that name; null if there is none.</summary>
    public FormNode? Find(string name) => children?.GetValueOrDefault(name);

    /// <summary>The elements below <paramref name="name"/> in the order of their numbers: <c>member.1</c>, <c>member.2</c>.</summary>
    /// <exception cref="FaultException">MalformedInput: something else than numbers.</exception>
    public IEnumerable<FormNode> Numbered(string name)
    {
        if (children is null || Find(name)?.children is not { } elements) return text is null or "" ? [] : throw NotA("a list");
        var numbered = new SortedList<int, FormNode>();
        foreach (var (key, node) in elements)
        {
            if (!int.TryParse(key, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || !numbered.TryAdd(number, node))
                throw NotA("a list");
        }

        return numbered.Values;
    }

    internal static FaultException NotA(string type) => new("MalformedInput", $"A value in the request is not {type}.");

    private static FaultException Malformed() => new("MalformedQueryString", "The query string contains a syntax error") { Status = 404 };

    private void Add(string path, string value)
    {
        var node = this;
        var levels = 0;
        foreach (var part in path.Split('.'))
        {
            if (++levels > MostLevels) throw Malformed();
            node.children ??= new(StringComparer.Ordinal);
            if (!node.children.TryGetValue(part, out var child)) node.children.Add(part, child = new());
            node = child;
        }

        if (node.text is not null) throw Malformed();
        node.text = value;
    }
}
