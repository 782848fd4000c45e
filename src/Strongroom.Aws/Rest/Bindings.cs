namespace Strongroom.Aws;

/// <summary>A REST operation's place: its method, its path, and what tells it from others at the same place.</summary>
/// <param name="method">The HTTP method.</param>
/// <param name="uri">
/// As AWS's model has it: <c>/</c>, <c>/{Bucket}</c> or <c>/{Bucket}/{Key+}</c>, and behind a question mark the names that the query must have.
/// </param>
[AttributeUsage(AttributeTargets.Class)]
public sealed class HttpAttribute(string method, string uri) : Attribute
{
    /// <summary>The HTTP method.</summary>
    public string Method => method;

    /// <summary>The path and the query's names.</summary>
    public string Uri => uri;

    /// <summary>A header that the request must have.</summary>
    public string? Header { get; init; }

    /// <summary>The status of its answer.</summary>
    public int Status { get; init; } = 200;
}

/// <summary>The member stands in the path: <c>Bucket</c> or <c>Key</c>.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class InPathAttribute(string label) : Attribute
{
    /// <summary>Which part of the path.</summary>
    public string Label => label;
}

/// <summary>The member stands in the query.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class InQueryAttribute(string name) : Attribute
{
    /// <summary>Its name there.</summary>
    public string Name => name;
}

/// <summary>The member is a header.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class InHeaderAttribute(string name) : Attribute
{
    /// <summary>The header's name.</summary>
    public string Name => name;
}

/// <summary>The member, a map of strings, is all headers whose names begin so.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class InHeadersAttribute(string prefix) : Attribute
{
    /// <summary>How their names begin.</summary>
    public string Prefix => prefix;
}

/// <summary>The member, a map of strings, is all elements of the body whose names begin so.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class InElementsAttribute(string prefix) : Attribute
{
    /// <summary>How their names begin.</summary>
    public string Prefix => prefix;
}

/// <summary>The member is the text of the element that its structure is.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ElementTextAttribute : Attribute;

/// <summary>The member is the whole body: a structure, a text, or the bytes themselves.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class PayloadAttribute : Attribute;

/// <summary>The member, a <c>byte[]</c>, is the body as it came: for checksums that a client sends of it.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class RawBodyAttribute : Attribute;

/// <summary>The members of this member's type are the owner's own.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class InlineAttribute : Attribute;

/// <summary>The member, an <c>int?</c>, is the answer's HTTP status where it is present.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class HttpStatusAttribute : Attribute;

/// <summary>A list in XML: each element is called so; without an enclosing element where <see cref="Flat"/>.</summary>
/// <param name="name">What each element is called; for a flat list, null for the member's own name.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ItemsAttribute(string? name = null) : Attribute
{
    /// <summary>What each element is called.</summary>
    public string? Name => name;

    /// <summary>The elements stand beside the other members.</summary>
    public bool Flat { get; init; }
}

/// <summary>An element of a list that says itself what it is called: the list may mix several.</summary>
public interface INamedElement
{
    /// <summary>Its name.</summary>
    string ElementName { get; }
}

/// <summary>The XML element that holds this structure where it is a whole body.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class XmlElementNameAttribute(string name) : Attribute
{
    /// <summary>The element's name.</summary>
    public string Name => name;
}
