using System.Text;
using Strongroom.S3.Headers;

namespace Strongroom.S3;

/// <summary>What the parameters of listings have in common.</summary>
internal static class ListParameters
{
    private const int Most = 1000;

    /// <summary>How many entries a page has: as asked, but no more than a thousand.</summary>
    public static int MaxKeys(int? asked, string name) => asked switch
    {
        null => Most,
        < 0 => throw S3Faults.InvalidArgument($"Argument {name} must be an integer between 0 and 2147483647", name, asked.Value.ToString(null as IFormatProvider)),
        _ => Math.Min(asked.Value, Most),
    };

    /// <summary>How keys are written.</summary>
    public static KeyEncoding Encoding(string? asked) => asked switch
    {
        null or "" => default,
        "url" => new("url"),
        _ => throw S3Faults.InvalidArgument("Invalid Encoding Method specified in Request", "encoding-type", asked),
    };

    public static string? NullIfEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;
}

/// <summary>How keys are written into listings: as they are, or percent-encoded, as XML cannot hold every character.</summary>
/// <param name="Name"><c>url</c>; null for as they are.</param>
internal readonly record struct KeyEncoding(string? Name)
{
    public string? Apply(string? key)
    {
        if (Name is null || string.IsNullOrEmpty(key)) return key;
        var text = new StringBuilder();
        foreach (var value in System.Text.Encoding.UTF8.GetBytes(key))
        {
            var c = (char)value;
            if (char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or '/' or '*') text.Append(c);
            else if (c == ' ') text.Append('+');
            else text.Append('%').Append(value.ToString("X2", null));
        }

        return text.ToString();
    }
}

/// <summary>An object in a listing.</summary>
public sealed record ListedObject
{
    /// <summary>The key.</summary>
    public string? Key { get; init; }

    /// <summary>When it was last modified.</summary>
    public string? LastModified { get; init; }

    /// <summary>The entity tag, in quotes.</summary>
    public string? ETag { get; init; }

    /// <summary>Its checksum's algorithm.</summary>
    [Aws.Items(Flat = true)]
    public IReadOnlyList<string> ChecksumAlgorithm { get; init; } = [];

    /// <summary>FULL_OBJECT or COMPOSITE.</summary>
    public string? ChecksumType { get; init; }

    /// <summary>Bytes.</summary>
    public long Size { get; init; }

    /// <summary>Its owner, if asked for.</summary>
    public Owner? Owner { get; init; }

    /// <summary>The storage class.</summary>
    public string? StorageClass { get; init; }

    internal static ListedObject Of(ObjectVersion version, Bucket bucket, KeyEncoding encoding, bool withOwner) => new()
    {
        Key = encoding.Apply(version.Key),
        LastModified = S3Time.Xml(version.Modified),
        ETag = $"\"{version.ETag}\"",
        ChecksumAlgorithm = version.Checksum is { } checksum ? [checksum.Algorithm.ToString()] : [],
        ChecksumType = version.Checksum?.Type,
        Size = version.Size,
        Owner = withOwner ? Owner.Of(bucket.Account) : null,
        StorageClass = version.StorageClass,
    };
}

/// <summary>What keys were rolled up to.</summary>
public sealed record CommonPrefix(string Prefix);

/// <summary>An owner.</summary>
/// <param name="ID">The account's canonical id: 64 hexadecimal digits.</param>
/// <param name="DisplayName">A name; no longer told by AWS, and read by older clients.</param>
public sealed record Owner(string ID, string? DisplayName)
{
    /// <summary>The owner that an account is. Its canonical id is made from the account's number.</summary>
    public static Owner Of(string account)
    {
        Span<byte> hash = stackalloc byte[32];
        Cryptography.Hash.Sha256(System.Text.Encoding.ASCII.GetBytes("canonical user " + account), hash);
        return new(Convert.ToHexStringLower(hash), null);
    }
}
