using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Strongroom.Aws.Shapes;

internal sealed class StringShape : Shape<string>
{
    public static StringShape Instance { get; } = new();

    public override string ReadJson(ref Utf8JsonReader reader)
        => reader.TokenType == JsonTokenType.String ? reader.GetString()! : throw JsonMismatch.NotA("a String", reader.TokenType);

    public override void WriteJson(Utf8JsonWriter writer, string value) => writer.WriteStringValue(value);

    public override string ReadForm(FormNode node) => node.Text;

    public override void WriteXml(XmlAnswer xml, string value) => xml.Text(value);

    /// <summary>AWS counts Unicode characters, not UTF-16 units.</summary>
    public override int LengthOf(string value)
    {
        var pairs = 0;
        foreach (var unit in value) pairs += char.IsHighSurrogate(unit) ? 1 : 0;
        return value.Length - pairs;
    }

    public override string TextOf(string value) => value;
}

internal sealed class IntShape : Shape<int>
{
    public override int ReadJson(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.Number) throw JsonMismatch.NotA("an Integer", reader.TokenType);
        if (reader.TryGetInt32(out var value)) return value;

        // 1.0 and 1e3 are integers too, to AWS's parser as to JSON.
        return reader.TryGetDecimal(out var number) && decimal.IsInteger(number) && number is >= int.MinValue and <= int.MaxValue
            ? (int)number
            : throw JsonMismatch.NotA("an Integer", reader.TokenType);
    }

    public override void WriteJson(Utf8JsonWriter writer, int value) => writer.WriteNumberValue(value);

    public override int ReadForm(FormNode node)
        => int.TryParse(node.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)
            ? value
            : throw FormNode.NotA("an integer");

    public override void WriteXml(XmlAnswer xml, int value) => xml.Text(value.ToString(CultureInfo.InvariantCulture));

    public override long NumberOf(int value) => value;
}

internal sealed class LongShape : Shape<long>
{
    public override long ReadJson(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.Number) throw JsonMismatch.NotA("a Long", reader.TokenType);
        if (reader.TryGetInt64(out var value)) return value;
        return reader.TryGetDecimal(out var number) && decimal.IsInteger(number) && number is >= long.MinValue and <= long.MaxValue
            ? (long)number
            : throw JsonMismatch.NotA("a Long", reader.TokenType);
    }

    public override void WriteJson(Utf8JsonWriter writer, long value) => writer.WriteNumberValue(value);

    public override long ReadForm(FormNode node)
        => long.TryParse(node.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)
            ? value
            : throw FormNode.NotA("an integer");

    public override void WriteXml(XmlAnswer xml, long value) => xml.Text(value.ToString(CultureInfo.InvariantCulture));

    public override long NumberOf(long value) => value;
}

internal sealed class DoubleShape : Shape<double>
{
    public override double ReadJson(ref Utf8JsonReader reader)
        => reader.TokenType == JsonTokenType.Number && reader.TryGetDouble(out var value) && double.IsFinite(value)
            ? value
            : throw JsonMismatch.NotA("a Double", reader.TokenType);

    public override void WriteJson(Utf8JsonWriter writer, double value) => writer.WriteNumberValue(value);

    public override double ReadForm(FormNode node)
        => double.TryParse(node.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value)
            ? value
            : throw FormNode.NotA("a number");

    public override void WriteXml(XmlAnswer xml, double value) => xml.Text(value.ToString(CultureInfo.InvariantCulture));

    public override void Print(StringBuilder text, double value) => text.Append(value.ToString(CultureInfo.InvariantCulture));
}

internal sealed class BoolShape : Shape<bool>
{
    public override bool ReadJson(ref Utf8JsonReader reader) => reader.TokenType switch
    {
        JsonTokenType.True => true,
        JsonTokenType.False => false,
        var token => throw JsonMismatch.NotA("a Boolean", token),
    };

    public override void WriteJson(Utf8JsonWriter writer, bool value) => writer.WriteBooleanValue(value);

    public override bool ReadForm(FormNode node) => node.Text switch
    {
        "true" or "True" or "TRUE" or "1" => true,
        "false" or "False" or "FALSE" or "0" => false,
        _ => throw FormNode.NotA("a boolean"),
    };

    public override void WriteXml(XmlAnswer xml, bool value) => xml.Text(value ? "true" : "false");

    public override void Print(StringBuilder text, bool value) => text.Append(value ? "true" : "false");
}

/// <summary>Seconds since 1970 as a JSON number, to the millisecond: <c>1764000000.123</c>.</summary>
internal sealed class TimeShape : Shape<DateTimeOffset>
{
    public override DateTimeOffset ReadJson(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.Number || !reader.TryGetDecimal(out var seconds) || seconds is < Earliest or > Latest)
            throw JsonMismatch.NotA("a Timestamp", reader.TokenType);
        return DateTimeOffset.FromUnixTimeMilliseconds((long)decimal.Floor(seconds * 1000));
    }

    public override void WriteJson(Utf8JsonWriter writer, DateTimeOffset value)
    {
        var milliseconds = value.ToUnixTimeMilliseconds();
        if (milliseconds % 1000 == 0) writer.WriteNumberValue(milliseconds / 1000);
        else writer.WriteNumberValue(milliseconds / 1000m);
    }

    public override DateTimeOffset ReadForm(FormNode node)
        => DateTimeOffset.TryParse(
            node.Text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var value)
            ? value
            : throw FormNode.NotA("a timestamp");

    public override void WriteXml(XmlAnswer xml, DateTimeOffset value)
        => xml.Text(value.UtcDateTime.ToString(value.Millisecond == 0 ? ToSeconds : ToMilliseconds, CultureInfo.InvariantCulture));

    /// <summary>CloudTrail writes times inside parameters as text.</summary>
    public override void WriteAudit(Utf8JsonWriter writer, DateTimeOffset value)
        => writer.WriteStringValue(value.UtcDateTime.ToString("MMM d, yyyy, h:mm:ss tt", CultureInfo.InvariantCulture));

    public override void Print(StringBuilder text, DateTimeOffset value)
        => text.Append(value.UtcDateTime.ToString(ToSeconds, CultureInfo.InvariantCulture));

    private const string ToSeconds = "yyyy-MM-dd'T'HH:mm:ss'Z'";
    private const string ToMilliseconds = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";
    private const decimal Earliest = -62135596800m;
    private const decimal Latest = 253402300799m;
}

/// <summary>An enumeration's value; unknown ones are kept, for the check to name.</summary>
internal sealed class WireShape<TEnum> : Shape<Wire<TEnum>> where TEnum : struct, Enum
{
    private static readonly (byte[] Utf8, Wire<TEnum> Value)[] Known =
        [.. WireNames.All<TEnum>().Select(name => (Encoding.UTF8.GetBytes(name), new Wire<TEnum>(name, WireNames.Find<TEnum>(name))))];

    public override IReadOnlyList<string> EnumSet => WireNames.All<TEnum>();

    public override Wire<TEnum> ReadJson(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.String) throw JsonMismatch.NotA("a String", reader.TokenType);
        foreach (var (utf8, value) in Known)
            if (reader.ValueTextEquals(utf8)) return value;
        return new(reader.GetString()!, null);
    }

    public override void WriteJson(Utf8JsonWriter writer, Wire<TEnum> value) => writer.WriteStringValue(value.Text);

    public override Wire<TEnum> ReadForm(FormNode node) => new(node.Text, WireNames.Find<TEnum>(node.Text));

    public override void WriteXml(XmlAnswer xml, Wire<TEnum> value) => xml.Text(value.Text);

    public override bool IsPresent(Wire<TEnum> value) => value.Text is not null;

    public override void Check(Wire<TEnum> value, ref Violations violations)
    {
        if (value.Known is null)
            violations.Add("", $"'{value.Text}'", $"Member must satisfy enum value set: [{string.Join(", ", WireNames.All<TEnum>())}]");
    }

    public override void Print(StringBuilder text, Wire<TEnum> value) => text.Append(value.Text);
}

/// <summary>A value type that may be absent.</summary>
internal sealed class NullableShape<T>(Shape<T> inner) : Shape<T?> where T : struct
{
    public override IReadOnlyList<string>? EnumSet => inner.EnumSet;

    public override T? ReadJson(ref Utf8JsonReader reader) => inner.ReadJson(ref reader);

    public override void WriteJson(Utf8JsonWriter writer, T? value) => inner.WriteJson(writer, value!.Value);

    public override T? ReadForm(FormNode node) => inner.ReadForm(node);

    public override void WriteXml(XmlAnswer xml, T? value) => inner.WriteXml(xml, value!.Value);

    public override bool IsPresent(T? value) => value is { } present && inner.IsPresent(present);

    public override long NumberOf(T? value) => inner.NumberOf(value!.Value);

    public override void Check(T? value, ref Violations violations) => inner.Check(value!.Value, ref violations);

    public override void Print(StringBuilder text, T? value) => inner.Print(text, value!.Value);

    public override void WriteAudit(Utf8JsonWriter writer, T? value) => inner.WriteAudit(writer, value!.Value);
}
