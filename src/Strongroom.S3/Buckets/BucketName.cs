using System.Net;

namespace Strongroom.S3;

/// <summary>The rules for names of buckets that are made: User Guide, "General purpose bucket naming rules".</summary>
public static class BucketName
{
    private static readonly string[] Prefixes = ["xn--", "sthree-"];
    private static readonly string[] Suffixes = ["-s3alias", "--ol-s3", ".mrap", "--x-s3", "--table-s3"];

    /// <summary>Refuses a name that no bucket may have.</summary>
    /// <exception cref="Aws.FaultException">InvalidBucketName.</exception>
    public static void Demand(string name)
    {
        if (!IsValid(name)) throw S3Faults.InvalidBucketName(name);
    }

    private static bool IsValid(string name)
    {
        if (name.Length is < 3 or > 63) return false;
        if (!char.IsAsciiLetterOrDigit(name[0]) || !char.IsAsciiLetterOrDigit(name[^1])) return false;
        foreach (var c in name)
            if (!char.IsAsciiLetterLower(c) && !char.IsAsciiDigit(c) && c is not ('.' or '-')) return false;
        if (name.Contains("..", StringComparison.Ordinal)) return false;
        if (name.Split('.') is { Length: 4 } && IPAddress.TryParse(name, out _)) return false;
        return !Prefixes.Any(prefix => name.StartsWith(prefix, StringComparison.Ordinal))
            && !Suffixes.Any(suffix => name.EndsWith(suffix, StringComparison.Ordinal));
    }
}
