using System.Globalization;
using Strongroom.Access;
using Strongroom.Aws;
using Strongroom.S3.Headers;

namespace Strongroom.S3;

/// <summary>What policies can ask about one request to S3: the condition keys of S3, answered from the request and the object.</summary>
/// <remarks>Service Authorization Reference, "Condition keys for Amazon S3". Those about the caller and the connection are the evaluator's own.</remarks>
public sealed record S3Access : IConditionKeys
{
    /// <summary>The call.</summary>
    public Call? Call { get; init; }

    /// <summary>The bucket.</summary>
    public Bucket? Bucket { get; init; }

    /// <summary>The encryption asked for.</summary>
    public SseHeaders? Encryption { get; init; }

    /// <summary>The version asked for.</summary>
    public string? VersionId { get; init; }

    /// <summary>The prefix that a listing asks for.</summary>
    public string? Prefix { get; init; }

    /// <summary>The delimiter that a listing asks for.</summary>
    public string? Delimiter { get; init; }

    /// <summary>How many a listing asks for.</summary>
    public int? MaxKeys { get; init; }

    /// <summary>The canned ACL asked for.</summary>
    public string? Acl { get; init; }

    /// <summary>The storage class asked for.</summary>
    public string? StorageClass { get; init; }

    /// <summary>The source of a copy.</summary>
    public string? CopySource { get; init; }

    /// <summary>COPY or REPLACE.</summary>
    public string? MetadataDirective { get; init; }

    /// <summary>The header of that name.</summary>
    public string? IfMatch { get; init; }

    /// <summary>The header of that name.</summary>
    public string? IfNoneMatch { get; init; }

    /// <summary>The tags that the request would set.</summary>
    public IReadOnlyList<Tag>? RequestTags { get; init; }

    /// <summary>The tags that the object has.</summary>
    public IReadOnlyList<Tag>? ExistingTags { get; init; }

    /// <summary>Where CreateBucket would make it.</summary>
    public string? LocationConstraint { get; init; }

    /// <summary>Who would own objects of the bucket.</summary>
    public string? ObjectOwnership { get; init; }

    /// <summary>What a service asks on behalf of, where one does.</summary>
    public string? SourceArn { get; init; }

    /// <summary>Whose that is.</summary>
    public string? SourceAccount { get; init; }

    /// <inheritdoc/>
    public ContextValue Find(ConditionKey key) => key.Family switch
    {
        "s3:x-amz-server-side-encryption" => Encryption?.ServerSideEncryption,
        "s3:x-amz-server-side-encryption-aws-kms-key-id" => Encryption?.SSEKMSKeyId,
        "s3:x-amz-server-side-encryption-customer-algorithm" => Encryption?.SSECustomerAlgorithm,
        "s3:versionid" => VersionId,
        "aws:sourcearn" => SourceArn,
        "aws:sourceaccount" => SourceAccount,
        "s3:prefix" => Prefix,
        "s3:delimiter" => Delimiter,
        "s3:max-keys" => MaxKeys?.ToString(CultureInfo.InvariantCulture),
        "s3:x-amz-acl" => Acl,
        "s3:x-amz-storage-class" => StorageClass,
        "s3:x-amz-copy-source" => CopySource,
        "s3:x-amz-metadata-directive" => MetadataDirective,
        "s3:if-match" => IfMatch,
        "s3:if-none-match" => IfNoneMatch,
        "s3:locationconstraint" => LocationConstraint,
        "s3:x-amz-object-ownership" => ObjectOwnership,
        "s3:requestobjecttag" => Of(RequestTags, key.Parameter),
        "s3:requestobjecttagkeys" => RequestTags is { } tags ? ContextValue.Of([.. tags.Select(static tag => tag.Key)]) : ContextValue.Missing,
        "s3:existingobjecttag" => Of(ExistingTags, key.Parameter),
        "aws:resourcetag" or "s3:buckettag" => Of(Bucket?.Tags, key.Parameter),
        "s3:resourceaccount" => Bucket?.Account,
        "s3:signatureversion" => Call?.Signature is null ? null : "AWS4-HMAC-SHA256",
        "s3:authtype" => Call?.Signature is { } signature ? signature.Presigned ? "REST-QUERY-STRING" : "REST-HEADER" : null,
        "s3:signatureage" => Call?.Signature is { } signature ? ((long)(Call.Time - signature.Time).TotalMilliseconds).ToString(CultureInfo.InvariantCulture) : null,
        "s3:x-amz-content-sha256" => Call?.Signature?.ContentSha256,
        _ => ContextValue.Missing,
    };

    private static string? Of(IReadOnlyList<Tag>? tags, string? name)
        => name is null ? null : tags?.FirstOrDefault(tag => tag.Key.Equals(name, StringComparison.OrdinalIgnoreCase))?.Value;
}
