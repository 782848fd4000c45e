using Strongroom.Aws;

namespace Strongroom.S3;

/// <summary>S3's errors, with its statuses and texts.</summary>
public static partial class S3Faults
{
    /// <summary>The caller may not, and is told no more.</summary>
    public static FaultException AccessDenied(string text = "Access Denied") => new("AccessDenied", text) { Status = 403 };

    /// <summary>There is no such bucket.</summary>
    public static FaultException NoSuchBucket(string bucket)
        => new("NoSuchBucket", "The specified bucket does not exist") { Status = 404, Details = Detail("BucketName", bucket) };

    /// <summary>There is no such object.</summary>
    public static FaultException NoSuchKey(string key) => new("NoSuchKey", "The specified key does not exist.") { Status = 404, Details = Detail("Key", key) };

    /// <summary>There is no such version.</summary>
    public static FaultException NoSuchVersion(string key, string version) => new("NoSuchVersion", "The specified version does not exist.")
    {
        Status = 404,
        Details = new Dictionary<string, object?> { ["Key"] = key, ["VersionId"] = version },
    };

    /// <summary>There is no such multipart upload.</summary>
    public static FaultException NoSuchUpload(string uploadId) => new(
        "NoSuchUpload", "The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or completed.")
    {
        Status = 404,
        Details = Detail("UploadId", uploadId),
    };

    /// <summary>No bucket may have that name.</summary>
    public static FaultException InvalidBucketName(string name)
        => new("InvalidBucketName", "The specified bucket is not valid.") { Details = Detail("BucketName", name) };

    /// <summary>The bucket is in another region: whoever asks is told which.</summary>
    public static FaultException OtherRegion(Bucket bucket) => new(
        "PermanentRedirect",
        "The bucket you are attempting to access must be addressed using the specified endpoint. Please send all future requests to this endpoint.")
    {
        Status = 301,
        Headers = new Dictionary<string, string> { ["x-amz-bucket-region"] = bucket.Region },
        Details = new Dictionary<string, object?> { ["Endpoint"] = $"s3.{bucket.Region}.amazonaws.com", ["Bucket"] = bucket.Name, ["Region"] = bucket.Region },
    };

    /// <summary>A member of the request has a value that it cannot have.</summary>
    public static FaultException InvalidArgument(string text, string name, string? value) => new("InvalidArgument", text)
    {
        Details = new Dictionary<string, object?> { ["ArgumentName"] = name, ["ArgumentValue"] = value },
    };

    /// <summary>The request cannot be.</summary>
    public static FaultException InvalidRequest(string text) => new("InvalidRequest", text);

    /// <summary>A condition of the request does not hold.</summary>
    /// <param name="condition">Which, such as <c>If-Match</c>.</param>
    public static FaultException PreconditionFailed(string condition)
        => new("PreconditionFailed", "At least one of the pre-conditions you specified did not hold") { Status = 412, Details = Detail("Condition", condition) };

    /// <summary>An operation that needs a body came without.</summary>
    public static FaultException MissingBody() => new("MissingRequestBodyError", "Request Body is empty");

    /// <summary>The key of an SSE-C request is not the one that the object was stored with.</summary>
    public static FaultException WrongCustomerKey() => new(
        "AccessDenied", "Requests specifying Server Side Encryption with Customer provided keys must provide the correct secret key.")
    {
        Status = 403,
    };

    internal static Dictionary<string, object?> Detail(string name, object? value) => new() { [name] = value };
}
