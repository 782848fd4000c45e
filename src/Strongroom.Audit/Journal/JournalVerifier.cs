using Strongroom.Cryptography;

namespace Strongroom.Audit;

/// <summary>Follows the chain through a whole journal, from its oldest segment, and names the first line that is not as it was written.</summary>
/// <remarks>
/// A journal that was cut at its end, at a line's border, is whole as far as the chain can tell: compare <see cref="Result.LastChain"/> and the
/// count with a value kept elsewhere.
/// </remarks>
public static class JournalVerifier
{
    /// <summary>What was found.</summary>
    /// <param name="Segments">Segments read.</param>
    /// <param name="Records">Good records up to the first bad line.</param>
    /// <param name="LastChain">The chain value of the last good line, in hex.</param>
    /// <param name="Damage">The first bad line; null where all is well.</param>
    public sealed record Result(int Segments, long Records, string LastChain, DamagedJournalException? Damage);

    /// <summary>Verifies the journal in <paramref name="folder"/>, which no process may have open.</summary>
    public static Result Verify(string folder, IPurposeKeys keys)
    {
        using var files = new DiskJournalFiles(folder);
        return Verify(files, keys);
    }

    internal static Result Verify(IJournalFiles files, IPurposeKeys keys)
    {
        var (segments, records) = (0, 0L);
        SegmentWalk? last = null;
        DamagedJournalException? damage = null;
        try
        {
            foreach (var number in JournalRecovery.Segments(files))
            {
                segments++;
                VerifySegment(files, number, keys, ref last);
                records += last!.Records;
                damage = last.Damage;
                if (damage is not null)
                    break;
            }
        }
        catch (DamagedJournalException e)
        {
            damage = e;
        }

        return new(segments, records, Convert.ToHexStringLower(last?.Chain ?? []), damage);
    }

    private static void VerifySegment(IJournalFiles files, long number, IPurposeKeys keys, ref SegmentWalk? last)
    {
        var name = SegmentHeader.FileName(number);
        using var file = files.Open(name, write: false);
        var walk = new SegmentWalk(name, number, file, file.Length, keys);
        if (!walk.ReadHeader())
            throw new DamagedJournalException(name, 1, "the header is incomplete");
        if (last is not null && !walk.Continues(last))
            throw new DamagedJournalException(name, 1, "the segment does not continue the one before it");
        walk.ReadAll();
        last = walk;
    }
}
