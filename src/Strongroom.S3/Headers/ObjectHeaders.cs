using Strongroom.Aws;

namespace Strongroom.S3.Headers;

/// <summary>What a client says of an object besides its bytes, and gets back with it.</summary>
public sealed record ObjectHeaders
{
    /// <summary>The most bytes of user metadata, names and values together.</summary>
    public const int MaxMetadataBytes = 2048;

    /// <summary>The header of that name.</summary>
    [InHeader("Content-Type")]
    public string? ContentType { get; init; }

    /// <summary>The header of that name.</summary>
    [InHeader("Cache-Control")]
    public string? CacheControl { get; init; }

    /// <summary>The header of that name.</summary>
    [InHeader("Content-Disposition")]
    public string? ContentDisposition { get; init; }

    /// <summary>The header of that name, without <c>aws-chunked</c>.</summary>
    [InHeader("Content-Encoding")]
    public string? ContentEncoding { get; init; }

    /// <summary>The header of that name.</summary>
    [InHeader("Content-Language")]
    public string? ContentLanguage { get; init; }

    /// <summary>The header of that name, as it was given.</summary>
    [InHeader("Expires")]
    public string? Expires { get; init; }

    /// <summary>Where a website would send visitors of the object.</summary>
    [InHeader("x-amz-website-redirect-location")]
    public string? WebsiteRedirectLocation { get; init; }

    /// <summary>User metadata.</summary>
    [InHeaders("x-amz-meta-")]
    [NotAudited]
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = new Dictionary<string, string>();

    /// <summary>As the object is to have them: without the framing of the upload, with a type.</summary>
    /// <exception cref="FaultException">MetadataTooLarge.</exception>
    public ObjectHeaders Checked()
    {
        var size = 0;
        foreach (var (name, value) in Metadata) size += System.Text.Encoding.UTF8.GetByteCount(name) + System.Text.Encoding.UTF8.GetByteCount(value);
        if (size > MaxMetadataBytes)
        {
            throw new FaultException("MetadataTooLarge", "Your metadata headers exceed the maximum allowed metadata size")
            {
                Details = new Dictionary<string, object?> { ["Size"] = size, ["MaxSizeAllowed"] = MaxMetadataBytes },
            };
        }

        return this with { ContentType = string.IsNullOrEmpty(ContentType) ? "binary/octet-stream" : ContentType, ContentEncoding = WithoutFraming(ContentEncoding) };
    }

    private static string? WithoutFraming(string? encoding)
    {
        if (encoding is null || !encoding.Contains("aws-chunked", StringComparison.OrdinalIgnoreCase)) return encoding;
        var rest = encoding.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Where(static coding => !coding.Equals("aws-chunked", StringComparison.OrdinalIgnoreCase));
        return string.Join(',', rest) is { Length: > 0 } joined ? joined : null;
    }
}
