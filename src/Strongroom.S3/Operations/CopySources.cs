using Strongroom.Aws;
using Strongroom.Cryptography;
using Strongroom.S3.Headers;

namespace Strongroom.S3.Operations;

/// <summary>What CopyObject and UploadPartCopy say of their source.</summary>
public sealed record CopySourceHeaders
{
    /// <summary>Bucket and key, percent-encoded, perhaps with <c>?versionId=</c>.</summary>
    [InHeader("x-amz-copy-source")]
    public string? CopySource { get; init; }

    /// <summary>A condition.</summary>
    [InHeader("x-amz-copy-source-if-match")]
    public string? IfMatch { get; init; }

    /// <summary>A condition.</summary>
    [InHeader("x-amz-copy-source-if-none-match")]
    public string? IfNoneMatch { get; init; }

    /// <summary>A condition.</summary>
    [InHeader("x-amz-copy-source-if-modified-since")]
    public string? IfModifiedSince { get; init; }

    /// <summary>A condition.</summary>
    [InHeader("x-amz-copy-source-if-unmodified-since")]
    public string? IfUnmodifiedSince { get; init; }

    /// <summary>The customer's key of the source.</summary>
    [Inline]
    public SourceKeyHeaders CustomerKey { get; init; } = new();

    /// <summary>Refuse if another account owns the source's bucket.</summary>
    [InHeader("x-amz-source-expected-bucket-owner")]
    public string? ExpectedSourceBucketOwner { get; init; }
}

/// <summary>Finds the sources of copies, and decides whether the caller may read them.</summary>
public sealed class CopySources(BucketStore buckets, VersionStore versions, EncryptionRules rules)
{
    /// <summary>The source of a copy.</summary>
    /// <exception cref="FaultException">Every refusal of a read.</exception>
    public async ValueTask<CopySource> OpenAsync(Call call, CopySourceHeaders headers, CancellationToken cancellation)
    {
        var (name, key, versionId) = Parse(headers.CopySource ?? "");
        var bucket = (await buckets.FindAnywhereAsync(call, name, cancellation)).Value;
        BucketStore.DemandOwner(bucket, headers.ExpectedSourceBucketOwner);
        await buckets.DemandAsync(call, bucket, key, versionId is null ? "GetObject" : "GetObjectVersion", cancellation, new() { VersionId = versionId });
        var version = (await versions.GetAsync(call, bucket, key, versionId, cancellation)).Value;
        if (version.Tags.Count > 0) await buckets.DemandAsync(call, bucket, key, "GetObjectTagging", cancellation);
        new ReadConditions(headers.IfMatch, headers.IfNoneMatch, headers.IfModifiedSince, headers.IfUnmodifiedSince).Demand(version.ETag, version.Modified, copying: true);
        var parts = await versions.PartsAsync(version, cancellation);
        var customerKey = rules.CustomerKeyFor(call, headers.CustomerKey.AsCustomerKey(), version.Seal!);
        return new(bucket, version, parts, customerKey, versionId is not null);
    }

    private static (string Bucket, string Key, string? VersionId) Parse(string header)
    {
        const string Mark = "?versionId=";
        var at = header.LastIndexOf(Mark, StringComparison.Ordinal);
        var versionId = at < 0 ? null : header[(at + Mark.Length)..];
        var path = at < 0 ? header : header[..at];
        if (!RawTarget.TryParse("/" + path.TrimStart('/').Replace("?", "%3F", StringComparison.Ordinal), out var target)) throw Invalid(header);
        var slash = target.Path.IndexOf('/', 1);
        return slash < 2 || slash + 1 == target.Path.Length ? throw Invalid(header) : (target.Path[1..slash], target.Path[(slash + 1)..], versionId);
    }

    private static FaultException Invalid(string header)
        => S3Faults.InvalidArgument("Copy Source must mention the source bucket and key: sourcebucket/sourcekey", "x-amz-copy-source", header);
}

/// <summary>The source of a copy, which the caller may read.</summary>
/// <param name="Bucket">Its bucket.</param>
/// <param name="Version">The object.</param>
/// <param name="Parts">Its parts.</param>
/// <param name="CustomerKey">The key that came for it.</param>
/// <param name="IsVersionNamed">The request names the version.</param>
public sealed record CopySource(Bucket Bucket, ObjectVersion Version, IReadOnlyList<StoredPart> Parts, KeyMaterial? CustomerKey, bool IsVersionNamed) : IDisposable
{
    private ObjectKey? key;

    /// <summary>The bytes, or a range of them; good until this is disposed.</summary>
    public async ValueTask<Stream> ReadAsync(IObjectBytes bytes, Call call, long offset, long length, CancellationToken cancellation)
    {
        key = await bytes.OpenKeyAsync(call, Version.NameIn(Bucket), Version.Seal!, Version.SealedLength, CustomerKey, cancellation);
        return await bytes.ReadAsync(key, [.. Parts.Select(static part => part.Bytes)], offset, length, cancellation);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        key?.Dispose();
        CustomerKey?.Dispose();
    }
}
