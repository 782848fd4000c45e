using System.Linq.Expressions;
using System.Reflection;
using System.Text.Json;

namespace Strongroom.Aws.Shapes;

/// <summary>
/// A record whose properties are AWS's members. Unknown members are ignored, a null is an absent member, a repeated one is refused.
/// </summary>
internal sealed class StructureShape<T> : Shape<T>, IResponseShape, IRestShape where T : class
{
    private const int MostMembers = 64;

    private readonly Func<T> create = Constructor();
    private readonly string? elementName = typeof(T).GetCustomAttribute<XmlElementNameAttribute>()?.Name;
    private Member<T>[] members = [];

    string? IRestShape.ElementName => elementName;

    public override IReadOnlyList<Member> Members => members;

    public override bool IsPrintable => false;

    public override bool IsSecret => false;

    /// <summary>Finds the members: apart from the constructor, so that a structure may hold itself.</summary>
    public void Build()
    {
        members = [.. Properties().Select(Member<T>.Of)];
        if (members.Length > MostMembers) throw new InvalidOperationException($"{typeof(T)} has more than {MostMembers} members.");
    }

    public override T ReadJson(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartObject) throw JsonMismatch.NotAStructure(reader.TokenType);
        var owner = create();
        try
        {
            ReadMembers(ref reader, owner);
            return owner;
        }
        catch
        {
            Release(owner);
            throw;
        }
    }

    public override void WriteJson(Utf8JsonWriter writer, T value)
    {
        writer.WriteStartObject();
        foreach (var member in members) member.WriteJson(writer, value);
        writer.WriteEndObject();
    }

    public override T ReadForm(FormNode node)
    {
        var owner = create();
        try
        {
            foreach (var member in members)
                if (node.Find(member.Name) is { } part) member.ReadForm(part, owner);
            return owner;
        }
        catch
        {
            Release(owner);
            throw;
        }
    }

    public override T ReadXml(IReadOnlyList<XmlNode> nodes)
    {
        if (nodes is not [var node]) throw XmlNode.Malformed();
        var owner = create();
        foreach (var member in members) member.ReadXml(node, owner);
        return owner;
    }

    /// <summary>Reads a REST request.</summary>
    public T ReadRest(RestInput input)
    {
        var owner = create();
        try
        {
            foreach (var member in members) member.ReadRest(input, owner);
            return owner;
        }
        catch
        {
            Release(owner);
            throw;
        }
    }

    object IRestShape.ReadRest(RestInput input) => ReadRest(input);

    /// <summary>Writes a REST answer: the headers, and the body where members stand there.</summary>
    public void WriteRest(RestAnswer answer, T value)
    {
        foreach (var member in members) member.WriteRest(answer, value);
        if (elementName is null) return;
        answer.BeginXml();
        answer.Xml.Open(elementName, answer.XmlNamespace);
        WriteXml(answer.Xml, value);
        answer.Xml.Close(elementName);
    }

    void IRestShape.WriteRest(RestAnswer answer, object value) => WriteRest(answer, (T)value);

    public override void WriteXml(XmlAnswer xml, T value)
    {
        foreach (var member in members) member.WriteXml(xml, value);
    }

    public override void Check(T value, ref Violations violations)
    {
        foreach (var member in members) member.Check(value, ref violations);
    }

    public override void WriteAudit(Utf8JsonWriter writer, T value)
    {
        writer.WriteStartObject();
        WriteAuditMembers(writer, value);
        writer.WriteEndObject();
    }

    public void WriteAuditMembers(Utf8JsonWriter writer, T value)
    {
        foreach (var member in members)
            if (member.Audited && member.IsPresent(value)) member.WriteAudit(writer, value);
    }

    void IRestShape.WriteAuditMembers(Utf8JsonWriter writer, object value) => WriteAuditMembers(writer, (T)value);

    /// <summary>As <see cref="WriteAudit"/>, but null where there is nothing to write: CloudTrail's form for parameters.</summary>
    public void WriteParameters(Utf8JsonWriter writer, T value)
    {
        if (Array.Exists(members, member => member.Audited && member.IsPresent(value))) WriteAudit(writer, value);
        else writer.WriteNullValue();
    }

    void IResponseShape.Write(Utf8JsonWriter writer, object response) => WriteJson(writer, (T)response);

    void IResponseShape.WriteXml(XmlAnswer xml, object response) => WriteXml(xml, (T)response);

    void IResponseShape.WriteParameters(Utf8JsonWriter writer, object response) => WriteParameters(writer, (T)response);

    void IResponseShape.Release(object response) => Release((T)response);

    public override void Release(T? value)
    {
        if (value is null) return;
        foreach (var member in members) member.Release(value);
    }

    private void ReadMembers(ref Utf8JsonReader reader, T owner)
    {
        var seen = 0UL;
        var next = 0;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var index = IndexOf(ref reader, next);
            if (index < 0)
            {
                JsonBody.SkipMember(ref reader);
                continue;
            }

            if ((seen & (1UL << index)) != 0) throw JsonMismatch.Duplicate(members[index].Name);
            seen |= 1UL << index;
            next = index + 1;
            reader.Read();
            if (reader.TokenType != JsonTokenType.Null) members[index].ReadJson(ref reader, owner);
        }
    }

    // Clients send members in some fixed order, so the search begins behind the last one found.
    private int IndexOf(ref Utf8JsonReader reader, int start)
    {
        for (var i = 0; i < members.Length; i++)
        {
            var index = start + i < members.Length ? start + i : start + i - members.Length;
            if (reader.ValueTextEquals(members[index].Utf8Name)) return index;
        }

        return -1;
    }

    private static IEnumerable<PropertyInfo> Properties()
        => typeof(T).GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(property => property is { GetMethod: not null, SetMethod: not null } && property.GetIndexParameters().Length == 0)
            .OrderBy(property => property.MetadataToken);

    // A positional record is made with every parameter absent and then filled like any other.
    private static Func<T> Constructor()
    {
        var constructor = typeof(T).GetConstructors().OrderByDescending(candidate => candidate.GetParameters().Length).FirstOrDefault()
            ?? throw new InvalidOperationException($"{typeof(T)} has no public constructor.");
        var absent = constructor.GetParameters().Select(parameter => Expression.Default(parameter.ParameterType));
        return Expression.Lambda<Func<T>>(Expression.New(constructor, absent)).Compile();
    }
}
