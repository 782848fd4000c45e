using System.Globalization;

namespace Strongroom.Access;

/// <summary>How a value is compared with the policy's.</summary>
internal enum Order
{
    Equal,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

/// <summary>The Numeric operators: decimal numbers; what is no number never matches.</summary>
internal sealed class NumericOperands(decimal[] numbers, Order order) : Operands
{
    public static bool TryParse(ReadOnlySpan<char> text, out decimal number) =>
        decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent,
            CultureInfo.InvariantCulture, out number);

    public override bool Match(string value, in Scope scope)
    {
        if (!TryParse(value, out var number)) return false;
        foreach (var operand in numbers)
            if (order.Admits(number.CompareTo(operand))) return true;
        return false;
    }
}

/// <summary>The Date operators: instants, written as ISO 8601 or as seconds since 1970.</summary>
internal sealed class DateOperands(long[] instants, Order order) : Operands
{
    public override bool Match(string value, in Scope scope)
    {
        if (!Instant.TryParse(value, out var instant)) return false;
        foreach (var operand in instants)
            if (order.Admits(instant.CompareTo(operand))) return true;
        return false;
    }
}

/// <summary>Bool.</summary>
internal sealed class BoolOperands(bool matchesTrue, bool matchesFalse) : Operands
{
    public static bool TryParse(string text, out bool flag)
    {
        flag = text.Equals("true", StringComparison.OrdinalIgnoreCase);
        return flag || text.Equals("false", StringComparison.OrdinalIgnoreCase);
    }

    public override bool Match(string value, in Scope scope) => TryParse(value, out var flag) && (flag ? matchesTrue : matchesFalse);
}

/// <summary>BinaryEquals: the bytes behind base64.</summary>
internal sealed class BinaryOperands(byte[][] blobs) : Operands
{
    public static bool TryParse(string text, out byte[] blob)
    {
        blob = new byte[text.Length];
        if (!Convert.TryFromBase64String(text, blob, out var length)) return false;
        Array.Resize(ref blob, length);
        return true;
    }

    public override bool Match(string value, in Scope scope)
    {
        if (!TryParse(value, out var bytes)) return false;
        foreach (var blob in blobs)
            if (bytes.AsSpan().SequenceEqual(blob)) return true;
        return false;
    }
}

/// <summary>IpAddress: v4 and v6 ranges, which never mix.</summary>
internal sealed class AddressOperands(AddressRange[] ranges) : Operands
{
    public override bool Match(string value, in Scope scope)
    {
        if (!AddressRange.TryParseAddress(value, out var bits, out var isV4)) return false;
        foreach (ref readonly var range in ranges.AsSpan())
            if (range.Contains(bits, isV4)) return true;
        return false;
    }
}

/// <summary>Says whether a comparison's sign satisfies an order.</summary>
internal static class Orders
{
    public static bool Admits(this Order order, int sign) => order switch
    {
        Order.Equal => sign == 0,
        Order.Less => sign < 0,
        Order.LessOrEqual => sign <= 0,
        Order.Greater => sign > 0,
        _ => sign >= 0,
    };
}
