using Strongroom.Aws;

namespace Strongroom.S3;

/// <summary>S3's errors, with its statuses and texts.</summary>
public static partial class S3Faults
{
    /// <summary>The key of an SSE-C request is not the one that the object was stored with.</summary>
    public static FaultException WrongCustomerKey() => new(
        "AccessDenied", "Requests specifying Server Side Encryption with Customer provided keys must provide the correct secret key.")
    {
        Status = 403,
    };
}
