using Strongroom.Aws;

namespace Strongroom.S3;

public static partial class S3Faults
{
    /// <summary>What S3 answers where KMS refused it: KMS's own text under <c>KMS.</c> and its code, or AccessDenied.</summary>
    public static FaultException OfKms(FaultException refused)
    {
        ArgumentNullException.ThrowIfNull(refused);
        return refused.Code is "AccessDeniedException" or "NotAuthorizedException"
            ? new("AccessDenied", refused.Text ?? "Access Denied") { Status = 403 }
            : new($"KMS.{refused.Code}", refused.Text) { Status = refused.Status };
    }
}
