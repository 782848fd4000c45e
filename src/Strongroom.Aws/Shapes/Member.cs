using System.Reflection;
using System.Text;
using System.Text.Json;

namespace Strongroom.Aws.Shapes;

/// <summary>A named part of a structure.</summary>
public abstract class Member(string name, MemberRules rules)
{
    /// <summary>AWS's name: the C# property's, unless that says otherwise.</summary>
    public string Name => name;

    /// <summary>The name as validation errors and audit records spell it: the first letter small.</summary>
    public string LowerName { get; } = char.ToLowerInvariant(name[0]) + name[1..];

    /// <summary>The limits.</summary>
    public MemberRules Rules => rules;

    /// <summary>The shape of its values.</summary>
    public abstract Shape Shape { get; }

    /// <summary>True when audit records have it.</summary>
    public bool Audited => !rules.Sensitive && !Shape.IsBlob;

    internal byte[] Utf8Name { get; } = Encoding.UTF8.GetBytes(name);

    private protected JsonEncodedText EncodedName { get; } = JsonEncodedText.Encode(name);

    // CloudTrail has "arn" where a service's model has "ARN".
    private protected JsonEncodedText EncodedLowerName { get; init; } =
        JsonEncodedText.Encode(name.All(char.IsAsciiLetterUpper) ? name.ToLowerInvariant() : char.ToLowerInvariant(name[0]) + name[1..]);
}

/// <inheritdoc/>
internal abstract class Member<TOwner>(string name, MemberRules rules) : Member(name, rules) where TOwner : class
{
    public abstract void ReadXml(XmlNode node, TOwner owner);

    public abstract void ReadRest(RestInput input, TOwner owner);

    public abstract void WriteRest(RestAnswer answer, TOwner owner);

    public abstract void ReadJson(ref Utf8JsonReader reader, TOwner owner);

    public abstract void ReadForm(FormNode node, TOwner owner);

    public abstract void WriteXml(XmlAnswer xml, TOwner owner);

    public abstract bool IsPresent(TOwner owner);

    public abstract void WriteJson(Utf8JsonWriter writer, TOwner owner);

    public abstract void WriteAudit(Utf8JsonWriter writer, TOwner owner);

    public abstract void Check(TOwner owner, ref Violations violations);

    public abstract void Release(TOwner owner);

    public static Member<TOwner> Of(PropertyInfo property)
    {
        var shape = ShapeCache.Of(property.PropertyType);
        var rules = MemberRules.Of(property, shape);
        if (shape is SecretShape) shape = SecretOf(property, rules.Length?.Max ?? SecretShape.DefaultMost);
        var type = typeof(Member<,>).MakeGenericType(typeof(TOwner), property.PropertyType);
        return (Member<TOwner>)Activator.CreateInstance(type, property, rules, shape)!;
    }

    private static Shape SecretOf(PropertyInfo property, int most)
        => property.IsDefined(typeof(SecretTextAttribute)) ? new SecretTextShape(most) : new SecretShape(most);
}

/// <inheritdoc/>
internal sealed partial class Member<TOwner, TValue> : Member<TOwner> where TOwner : class
{
    private readonly Shape<TValue> shape;
    private readonly Func<TOwner, TValue> get;
    private readonly Action<TOwner, TValue> set;
    private readonly Rule<TValue>[] limits;

    public Member(PropertyInfo property, MemberRules rules, Shape<TValue> shape)
        : base(property.GetCustomAttribute<WireNameAttribute>()?.Name ?? property.Name, rules)
    {
        this.shape = shape;
        get = property.GetMethod!.CreateDelegate<Func<TOwner, TValue>>();
        set = property.SetMethod!.CreateDelegate<Action<TOwner, TValue>>();
        limits = Rule<TValue>.Of(rules, shape);
        binding = Binding.Of(property, Name);
        if (binding.AuditName is { } auditName) EncodedLowerName = JsonEncodedText.Encode(auditName);
    }

    public override Shape Shape => shape;

    public override void ReadJson(ref Utf8JsonReader reader, TOwner owner) => set(owner, shape.ReadJson(ref reader));

    public override void ReadForm(FormNode node, TOwner owner) => set(owner, shape.ReadForm(node));

    public override void WriteXml(XmlAnswer xml, TOwner owner)
    {
        var value = get(owner);
        if (!shape.IsPresent(value)) return;
        if (binding.Kind == BindingKind.Elements) WriteElements(xml, value);
        if (binding.Kind == BindingKind.Text) shape.WriteXml(xml, value);
        if (binding.Kind != BindingKind.Body) return;
        if (binding.IsList)
        {
            WriteItems(xml, value);
            return;
        }

        xml.Open(Name);
        shape.WriteXml(xml, value);
        xml.Close(Name);
    }

    public override bool IsPresent(TOwner owner) => shape.IsPresent(get(owner));

    public override void WriteJson(Utf8JsonWriter writer, TOwner owner)
    {
        var value = get(owner);
        if (!shape.IsPresent(value)) return;
        writer.WritePropertyName(EncodedName);
        shape.WriteJson(writer, value);
    }

    public override void WriteAudit(Utf8JsonWriter writer, TOwner owner)
    {
        if (binding.Kind == BindingKind.Inline)
        {
            ((IRestShape)shape).WriteAuditMembers(writer, get(owner)!);
            return;
        }

        writer.WritePropertyName(EncodedLowerName);
        shape.WriteAudit(writer, get(owner));
    }

    public override void Check(TOwner owner, ref Violations violations)
    {
        var value = get(owner);
        if (!shape.IsPresent(value))
        {
            if (Rules.Required) violations.Add(LowerName, "null", "Member must not be null");
            return;
        }

        foreach (var limit in limits)
            if (!limit.Holds(value)) violations.Add(LowerName, Printed(value), limit.Text);

        var before = violations.Count;
        shape.Check(value, ref violations);
        if (violations.Count > before) violations.Prefix(before, LowerName, Rules.Sensitive);
    }

    public override void Release(TOwner owner) => shape.Release(get(owner));

    private string? Printed(TValue value)
    {
        if (Rules.Sensitive || !shape.IsPrintable) return null;
        var text = new StringBuilder("'");
        shape.Print(text, value);
        return text.Append('\'').ToString();
    }
}
