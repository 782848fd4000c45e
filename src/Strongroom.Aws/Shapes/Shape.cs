using System.Text;
using System.Text.Json;

namespace Strongroom.Aws.Shapes;

/// <summary>
/// A type of value in requests and responses: how it is read, checked, recorded, written and wiped. One per type, made at start.
/// </summary>
public abstract class Shape
{
    /// <summary>The C# type.</summary>
    public abstract Type Type { get; }

    /// <summary>True when values hold secrets: never in an error text, never in an audit record, disposed after use.</summary>
    public virtual bool IsSecret => false;

    /// <summary>True when values are blobs, which audit records leave out.</summary>
    public virtual bool IsBlob => false;

    /// <summary>True when an error text may print the value.</summary>
    public virtual bool IsPrintable => !IsSecret;

    /// <summary>The spellings of an enumeration; null for other shapes.</summary>
    public virtual IReadOnlyList<string>? EnumSet => null;

    /// <summary>The members of a structure, or of the structures in a list; empty for other shapes.</summary>
    public virtual IReadOnlyList<Member> Members => [];

    /// <summary>The shape of a list's elements or a map's values; null for other shapes.</summary>
    public virtual Shape? Element => null;
}

/// <inheritdoc/>
public abstract class Shape<T> : Shape
{
    /// <inheritdoc/>
    public sealed override Type Type => typeof(T);

    /// <summary>Reads the value whose first token the reader stands on (never null), and leaves it on the last.</summary>
    /// <exception cref="FaultException">SerializationException: the value is of another type.</exception>
    public abstract T ReadJson(ref Utf8JsonReader reader);

    /// <summary>Writes a present value.</summary>
    public abstract void WriteJson(Utf8JsonWriter writer, T value);

    /// <summary>Reads the value from a form.</summary>
    /// <exception cref="FaultException">MalformedInput: the value is of another type.</exception>
    public abstract T ReadForm(FormNode node);

    /// <summary>Writes a present value as the content of an XML element.</summary>
    public abstract void WriteXml(XmlAnswer xml, T value);

    /// <summary>Reads the value from the elements that hold it: one, or for a list any number.</summary>
    /// <exception cref="FaultException">MalformedXML: the value is of another type.</exception>
    public virtual T ReadXml(IReadOnlyList<XmlNode> nodes)
    {
        if (nodes is not [{ Children.Count: 0 } node]) throw XmlNode.Malformed();
        try
        {
            return ReadForm(FormNode.Of(node.Text));
        }
        catch (FaultException)
        {
            throw XmlNode.Malformed();
        }
    }

    /// <summary>False for null: a member that is absent.</summary>
    public virtual bool IsPresent(T value) => value is not null;

    /// <summary>A string's characters, a blob's bytes, a list's or map's entries.</summary>
    public virtual int LengthOf(T value) => throw new NotSupportedException($"{Type} has no length.");

    /// <summary>A number's value, for its range.</summary>
    public virtual long NumberOf(T value) => throw new NotSupportedException($"{Type} is no number.");

    /// <summary>The text that a pattern is matched with.</summary>
    public virtual string TextOf(T value) => throw new NotSupportedException($"{Type} has no pattern.");

    /// <summary>Checks what stands inside a present value.</summary>
    public virtual void Check(T value, ref Violations violations)
    {
    }

    /// <summary>Prints a value into an error text, as AWS's services do.</summary>
    public virtual void Print(StringBuilder text, T value) => text.Append(value);

    /// <summary>Writes a present value into an audit record: member names in lower camel case, secrets and blobs left out.</summary>
    public virtual void WriteAudit(Utf8JsonWriter writer, T value) => WriteJson(writer, value);

    /// <summary>Wipes the secrets inside a value.</summary>
    public virtual void Release(T value)
    {
    }
}
