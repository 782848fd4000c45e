using System.Net;

namespace Strongroom.Aws;

/// <summary>A peer's address as text. A thread remembers its last one: clients keep their connections.</summary>
internal static class SourceAddress
{
    [ThreadStatic]
    private static (IPAddress Address, string Text)? last;

    public static string Of(IPAddress? address)
    {
        if (address is null) return "unix-socket";
        if (last is { } known && known.Address.Equals(address)) return known.Text;
        var text = (address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address).ToString();
        last = (address, text);
        return text;
    }
}
