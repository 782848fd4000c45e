using System.Text.RegularExpressions;
using Strongroom.Aws;

namespace Strongroom.S3;

/// <summary>A tag on a bucket or an object.</summary>
/// <param name="Key">1 to 128 characters, unique among its fellows.</param>
/// <param name="Value">Up to 256 characters.</param>
public sealed partial record Tag(string Key, string Value)
{
    private const int MostOfObject = 10, MostOfBucket = 50;

    /// <summary>Checks the tags of an object.</summary>
    /// <exception cref="FaultException">InvalidTag or BadRequest, in S3's words.</exception>
    public static IReadOnlyList<Tag> CheckOfObject(IReadOnlyList<Tag> tags) => tags.Count > MostOfObject
        ? throw new FaultException("BadRequest", "Object tags cannot be greater than 10")
        : Check(tags);

    /// <inheritdoc cref="CheckOfObject"/>
    /// <summary>Checks the tags of a bucket.</summary>
    public static IReadOnlyList<Tag> CheckOfBucket(IReadOnlyList<Tag> tags) => tags.Count > MostOfBucket
        ? throw new FaultException("BadRequest", "Bucket tag count cannot be greater than 50")
        : Check(tags);

    /// <summary>Reads the header <c>x-amz-tagging</c>: tags as a query string.</summary>
    /// <exception cref="FaultException">InvalidArgument where it is none.</exception>
    public static IReadOnlyList<Tag> ParseHeader(string? header)
    {
        if (string.IsNullOrEmpty(header)) return [];
        if (!RawTarget.TryParse("/?" + header, out var target))
        {
            throw new FaultException(
                "InvalidArgument", "The header 'x-amz-tagging' shall be encoded as UTF-8 then URLEncoded URL query parameters without tag name duplicates.")
            {
                Details = new Dictionary<string, object?> { ["ArgumentName"] = "x-amz-tagging", ["ArgumentValue"] = header },
            };
        }

        return CheckOfObject([.. target.Query.Select(static pair => new Tag(pair.Name, pair.Value))]);
    }

    private static IReadOnlyList<Tag> Check(IReadOnlyList<Tag> tags)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (key, value) in tags)
        {
            if (string.IsNullOrEmpty(key) || key.Length > 128 || !Allowed().IsMatch(key)) throw Invalid("The TagKey you have provided is invalid");
            if (value is null || value.Length > 256 || !Allowed().IsMatch(value)) throw Invalid("The TagValue you have provided is invalid");
            if (key.StartsWith("aws:", StringComparison.OrdinalIgnoreCase)) throw Invalid("System tags cannot be added/updated by requester");
            if (!seen.Add(key)) throw Invalid("Cannot provide multiple Tags with the same key");
        }

        return tags;
    }

    private static FaultException Invalid(string text) => new("InvalidTag", text);

    [GeneratedRegex(@"\A[\p{L}\p{Z}\p{N}_.:/=+\-@]*\z", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant)]
    private static partial Regex Allowed();
}
