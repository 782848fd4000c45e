using Strongroom.Aws;
using Strongroom.S3.Headers;

namespace Strongroom.S3.Operations;

/// <summary>What GetObject and HeadObject are asked with.</summary>
public record ReadRequest : VersionRequest
{
    /// <summary>A condition.</summary>
    [InHeader("If-Match")]
    public string? IfMatch { get; init; }

    /// <summary>A condition.</summary>
    [InHeader("If-None-Match")]
    public string? IfNoneMatch { get; init; }

    /// <summary>A condition.</summary>
    [InHeader("If-Modified-Since")]
    public string? IfModifiedSince { get; init; }

    /// <summary>A condition.</summary>
    [InHeader("If-Unmodified-Since")]
    public string? IfUnmodifiedSince { get; init; }

    /// <summary>A part of the bytes.</summary>
    [InHeader("Range")]
    public string? Range { get; init; }

    /// <summary>A part, as it was uploaded.</summary>
    [InQuery("partNumber")]
    public int? PartNumber { get; init; }

    /// <summary><c>ENABLED</c> to be told the checksum.</summary>
    [InHeader("x-amz-checksum-mode")]
    public string? ChecksumMode { get; init; }

    /// <summary>The customer's key, for SSE-C.</summary>
    [Inline]
    public CustomerKeyHeaders CustomerKey { get; init; } = new();

    /// <summary>Headers to be answered in the place of the object's own.</summary>
    [Inline]
    public ResponseOverrides Overrides { get; init; } = new();
}

/// <summary>Headers that an answer shall have in the place of the object's own.</summary>
public sealed record ResponseOverrides
{
    /// <summary>Content-Type.</summary>
    [InQuery("response-content-type")]
    public string? ContentType { get; init; }

    /// <summary>Content-Language.</summary>
    [InQuery("response-content-language")]
    public string? ContentLanguage { get; init; }

    /// <summary>Content-Encoding.</summary>
    [InQuery("response-content-encoding")]
    public string? ContentEncoding { get; init; }

    /// <summary>Content-Disposition.</summary>
    [InQuery("response-content-disposition")]
    public string? ContentDisposition { get; init; }

    /// <summary>Cache-Control.</summary>
    [InQuery("response-cache-control")]
    public string? CacheControl { get; init; }

    /// <summary>Expires.</summary>
    [InQuery("response-expires")]
    public string? Expires { get; init; }

    /// <summary>An object's headers with these in their place. Strangers may not choose them: they could make the answer another site's.</summary>
    /// <exception cref="FaultException">InvalidRequest for strangers; InvalidArgument for what no header can hold.</exception>
    public ObjectHeaders Over(ObjectHeaders own, bool isStranger)
    {
        if ((ContentType ?? ContentLanguage ?? ContentEncoding ?? ContentDisposition ?? CacheControl ?? Expires) is null) return own;
        if (isStranger) throw S3Faults.InvalidRequest("Request specific response headers cannot be used for anonymous GET requests.");
        return own with
        {
            ContentType = Checked(ContentType, "response-content-type") ?? own.ContentType,
            ContentLanguage = Checked(ContentLanguage, "response-content-language") ?? own.ContentLanguage,
            ContentEncoding = Checked(ContentEncoding, "response-content-encoding") ?? own.ContentEncoding,
            ContentDisposition = Checked(ContentDisposition, "response-content-disposition") ?? own.ContentDisposition,
            CacheControl = Checked(CacheControl, "response-cache-control") ?? own.CacheControl,
            Expires = Checked(Expires, "response-expires") ?? own.Expires,
        };
    }

    private static string? Checked(string? value, string name)
        => value?.Any(char.IsControl) == true ? throw S3Faults.InvalidArgument("Header value cannot contain control characters.", name, value) : value;
}

/// <summary>What is answered of an object besides its bytes.</summary>
public record ReadResponse
{
    /// <summary>206 for a part of the bytes.</summary>
    [HttpStatus]
    public int? Status { get; init; }

    /// <summary>Always <c>bytes</c>.</summary>
    [InHeader("Accept-Ranges")]
    public string AcceptRanges { get; init; } = "bytes";

    /// <summary>When it was last modified.</summary>
    [InHeader("Last-Modified")]
    public string? LastModified { get; init; }

    /// <summary>How many bytes the answer has, or would have.</summary>
    [InHeader("Content-Length")]
    public long ContentLength { get; init; }

    /// <summary>Which bytes they are.</summary>
    [InHeader("Content-Range")]
    public string? ContentRange { get; init; }

    /// <summary>The entity tag, in quotes.</summary>
    [InHeader("ETag")]
    public string? ETag { get; init; }

    /// <summary>The version, where the bucket keeps versions.</summary>
    [InHeader("x-amz-version-id")]
    public string? VersionId { get; init; }

    /// <summary>The checksum, if it was asked for.</summary>
    [InHeaders("x-amz-checksum-")]
    [NotAudited]
    public IReadOnlyDictionary<string, string> Checksum { get; init; } = new Dictionary<string, string>();

    /// <summary>What its client said of it.</summary>
    [Inline]
    public ObjectHeaders Headers { get; init; } = new();

    /// <summary>How it is encrypted.</summary>
    [Inline]
    public SseAnswer Encryption { get; init; } = new();

    /// <summary>The storage class; STANDARD goes without saying.</summary>
    [InHeader("x-amz-storage-class")]
    public string? StorageClass { get; init; }

    /// <summary>How many parts it has, if one was asked for.</summary>
    [InHeader("x-amz-mp-parts-count")]
    public int? PartsCount { get; init; }

    /// <summary>How many tags it has.</summary>
    [InHeader("x-amz-tagging-count")]
    public int? TagCount { get; init; }
}
