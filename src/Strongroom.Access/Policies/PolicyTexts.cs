namespace Strongroom.Access;

/// <summary>What AWS says of a bad policy.</summary>
internal static class PolicyTexts
{
    public const string Syntax = "Syntax errors in policy.";
    public const string Legacy = "The policy failed legacy parsing";
    public const string TooLong = "The policy is longer than 131072 bytes.";
    public const string DuplicateSid = "Statement IDs (SID) in a single policy must be unique.";
    public const string BadSid = "Statement IDs (SID) must be alpha-numeric. Check that your input satisfies the regular expression [0-9A-Za-z]*";
    public const string NoActions = "Policy statement must contain actions.";
    public const string NoResources = "Policy statement must contain resources.";
    public const string NoVendor = "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.";
    public const string TwoColons = "Actions/Condition can contain only one colon.";
    public const string VendorIsPattern = "Resource vendor must be fully qualified and cannot contain regexes.";
    public const string PrincipalForbidden = "Policy document should not specify a principal.";
    public const string NoPrincipal = "Policy contains a statement with no principal";
    public const string InvalidPrincipal = "Policy contains a statement with one or more invalid principals.";
    public const string TrustJson = "This policy contains invalid Json";
    public const string TrustEmpty = "Could not parse the policy: Statement is empty!";
    public const string TrustNoPrincipal = "Missing required field Principal";
    public const string TrustEmptyPrincipal = "Missing required field Principal cannot be empty!";
    public const string TrustActions = "AssumeRole policy may only specify STS AssumeRole actions.";
    public const string TrustResource = "Has prohibited field Resource";
    public const string TrustNotResource = "AssumeRole policy must not contain resources.";
    public const string AllowNotPrincipal = "Allow with NotPrincipal is not allowed.";

    public static string BadVendor(string vendor) => $"Vendor {vendor} is not valid";

    public static string NotAnArn(string resource) => $"Resource {resource} must be in ARN format or \"*\".";

    public static string BadPartition(string partition, string resource) => $"Partition \"{partition}\" is not valid for resource \"{resource}\".";

    public static string RegionInIam(string resource) => $"IAM resource {resource} cannot contain region information.";

    public static string RegionInS3(string resource) => $"Resource {resource} can not contain region information.";

    public static string IamPath(IEnumerable<string> paths) => $"IAM resource path must either be \"*\" or start with {string.Join(", ", paths)}.";

    public static string InvalidTrustPrincipal(string type, string value) => $"Invalid principal in policy: \"{type}\":\"{value}\"";
}
