using Strongroom.Aws;

namespace Strongroom.S3.Headers;

/// <summary>The storage classes. All are stored alike; those from which an object must be restored before it is read are not served.</summary>
public static class StorageClasses
{
    private static readonly HashSet<string> Known = new(StringComparer.Ordinal)
    {
        "STANDARD", "REDUCED_REDUNDANCY", "STANDARD_IA", "ONEZONE_IA", "INTELLIGENT_TIERING", "GLACIER_IR",
    };

    /// <summary>The class asked for, or STANDARD.</summary>
    /// <exception cref="FaultException">InvalidStorageClass.</exception>
    public static string Check(string? asked) => string.IsNullOrEmpty(asked) ? "STANDARD"
        : Known.Contains(asked) ? asked
        : throw new FaultException("InvalidStorageClass", "The storage class you specified is not valid") { Details = S3Faults.Detail("StorageClassRequested", asked) };

    /// <summary>As a header: STANDARD goes without saying.</summary>
    public static string? InHeader(string storageClass) => storageClass == "STANDARD" ? null : storageClass;
}

/// <summary>Headers that ask for what is not served: refused, so that nobody relies on what does not happen.</summary>
public sealed record UnservedHeaders
{
    /// <summary>Object Lock.</summary>
    [InHeaders("x-amz-object-lock-")]
    public IReadOnlyDictionary<string, string> ObjectLock { get; init; } = new Dictionary<string, string>();

    /// <summary>Grants of an ACL.</summary>
    [InHeaders("x-amz-grant-")]
    public IReadOnlyDictionary<string, string> Grants { get; init; } = new Dictionary<string, string>();

    /// <summary>Refuses a request that asks for any of them.</summary>
    /// <exception cref="FaultException">InvalidRequest, AccessControlListNotSupported.</exception>
    public void Demand()
    {
        if (ObjectLock.Count > 0) throw S3Faults.InvalidRequest("Bucket is missing Object Lock Configuration");
        if (Grants.Count > 0) throw new FaultException("AccessControlListNotSupported", "The bucket does not allow ACLs");
    }
}

/// <summary>Canned ACLs: buckets here own what is in them, and take only those that say as much.</summary>
public static class CannedAcl
{
    /// <summary>Refuses an ACL that a bucket without ACLs does not take.</summary>
    /// <exception cref="FaultException">AccessControlListNotSupported.</exception>
    public static void DemandAllowed(Bucket bucket, string? acl)
    {
        if (acl is null or "" or "private" or "bucket-owner-full-control") return;
        if (bucket.Ownership != "BucketOwnerEnforced" && bucket.PublicAccess?.BlockPublicAcls == true && acl.StartsWith("public-", StringComparison.Ordinal))
            throw S3Faults.AccessDenied();
        throw new FaultException("AccessControlListNotSupported", "The bucket does not allow ACLs");
    }
}
