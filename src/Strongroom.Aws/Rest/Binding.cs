using System.Reflection;

namespace Strongroom.Aws.Shapes;

/// <summary>Where in a REST request or answer a member stands.</summary>
internal enum BindingKind
{
    /// <summary>An element of the body; also every member of the other protocols.</summary>
    Body,
    Path,
    Query,
    Header,
    Headers,
    Elements,
    Text,
    Payload,
    RawBody,
    Inline,
    Status,
}

/// <summary>Where a member stands, and how its list is written.</summary>
/// <param name="Kind">Where.</param>
/// <param name="Name">Its name there; for a list in the body, of each element.</param>
/// <param name="IsList">A list in the manner of restXml.</param>
/// <param name="Flat">A list without an enclosing element.</param>
internal sealed record Binding(BindingKind Kind, string Name, bool IsList = false, bool Flat = false)
{
    /// <summary>The member's name in an audit record of S3: the wire's, but for bucket and key.</summary>
    public string? AuditName => Kind switch
    {
        BindingKind.Path => Name == "Bucket" ? "bucketName" : "key",
        BindingKind.Query or BindingKind.Header or BindingKind.Headers => Name,
        _ => null,
    };

    public static Binding Of(PropertyInfo property, string name)
    {
        if (property.GetCustomAttribute<InPathAttribute>() is { } path) return new(BindingKind.Path, path.Label);
        if (property.GetCustomAttribute<InQueryAttribute>() is { } query) return new(BindingKind.Query, query.Name);
        if (property.GetCustomAttribute<InHeaderAttribute>() is { } header) return new(BindingKind.Header, header.Name);
        if (property.GetCustomAttribute<InHeadersAttribute>() is { } headers) return new(BindingKind.Headers, headers.Prefix);
        if (property.GetCustomAttribute<InElementsAttribute>() is { } elements) return new(BindingKind.Elements, elements.Prefix);
        if (property.IsDefined(typeof(ElementTextAttribute))) return new(BindingKind.Text, name);
        if (property.IsDefined(typeof(PayloadAttribute))) return new(BindingKind.Payload, name);
        if (property.IsDefined(typeof(RawBodyAttribute))) return new(BindingKind.RawBody, name);
        if (property.IsDefined(typeof(InlineAttribute))) return new(BindingKind.Inline, name);
        if (property.IsDefined(typeof(HttpStatusAttribute))) return new(BindingKind.Status, name);
        return property.GetCustomAttribute<ItemsAttribute>() is { } items
            ? new(BindingKind.Body, items.Name ?? name, IsList: true, items.Flat)
            : new(BindingKind.Body, name);
    }
}
