using System.Buffers.Binary;
using System.Text;
using Strongroom.Cryptography;

namespace Strongroom.Audit;

/// <summary>A Bloom filter over what the events of a block are found by: it may say yes wrongly, once in some hundred times, and no never.</summary>
internal static class TermFilter
{
    /// <summary>Bytes of a filter: 4,096 bits for the some 500 terms of a block's 64 events.</summary>
    public const int Length = 512;

    private const int Probes = 4;

    /// <summary>Adds all that an event is found by.</summary>
    public static void Add(Span<byte> filter, EventSummary summary)
    {
        if (!summary.IsManagement) return;
        Add(filter, TermOf(null, null, new(LookupKey.AnyId, summary.EventId)));
        if (summary.RequestId is { } request) Add(filter, TermOf(null, null, new(LookupKey.AnyId, request)));
        foreach (var account in summary.Accounts)
        {
            Add(filter, TermOf(account, summary.Region, null));
            for (var key = LookupKey.EventId; key < LookupKey.AnyId; key++)
                foreach (var value in summary.Values(key)) Add(filter, TermOf(account, summary.Region, new(key, value)));
        }
    }

    /// <summary>The term that a query's events have.</summary>
    public static byte[] TermOf(LookupQuery query) => TermOf(query.Account, query.Region, query.Attribute);

    /// <summary>False where no event has the term.</summary>
    public static bool MayHave(ReadOnlySpan<byte> filter, ReadOnlySpan<byte> term)
    {
        for (var probe = 0; probe < Probes; probe++)
            if ((filter[BitOf(term, probe) >> 3] & (1 << (BitOf(term, probe) & 7))) == 0) return false;
        return true;
    }

    private static void Add(Span<byte> filter, ReadOnlySpan<byte> term)
    {
        for (var probe = 0; probe < Probes; probe++) filter[BitOf(term, probe) >> 3] |= (byte)(1 << (BitOf(term, probe) & 7));
    }

    private static int BitOf(ReadOnlySpan<byte> term, int probe) => BinaryPrimitives.ReadUInt16BigEndian(term[(2 * probe)..]) % (8 * Length);

    private static byte[] TermOf(string? account, string? region, LookupAttribute? attribute)
    {
        var hash = new byte[Hash.Sha256Length];
        Hash.Sha256(Encoding.UTF8.GetBytes($"{account}\0{region}\0{attribute?.Key.ToString()}\0{attribute?.Value}"), hash);
        return hash;
    }
}
