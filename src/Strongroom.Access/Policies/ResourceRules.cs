namespace Strongroom.Access;

/// <summary>What a Resource or NotResource may look like: <c>*</c>, or an ARN with its vendor spelt out.</summary>
internal static class ResourceRules
{
    private static readonly string[] IamPaths =
    [
        "user/", "federated-user/", "role/", "group/", "instance-profile/", "mfa/", "server-certificate/", "policy/", "sms-mfa/",
        "saml-provider/", "oidc-provider/", "report/", "access-report/",
    ];

    // What S3 has in a region; buckets and objects name none.
    private static readonly string[] RegionalS3Paths = ["accesspoint/", "job/", "storage-lens"];

    /// <exception cref="MalformedPolicyException">It is no resource; in AWS's words.</exception>
    public static void Check(string resource)
    {
        if (resource == "*") return;
        if (!resource.Contains(':', StringComparison.Ordinal)) throw new MalformedPolicyException(PolicyTexts.NotAnArn(resource));
        var parts = resource.Split(':', 6);
        var partition = parts[1];
        if (parts[0] != "arn" || (partition != "*" && !IsPartition(partition)))
        {
            var rebuilt = string.Join(':', "arn", partition, Part(2), Part(3), Part(4), Part(5));
            if (parts[0] == "arn" && parts.Length < 6) throw new MalformedPolicyException(PolicyTexts.Legacy);
            throw new MalformedPolicyException(PolicyTexts.BadPartition(partition, rebuilt));
        }

        // "arn:aws:s3" alone is nothing, but a pattern may end early in a star: arn:aws:s3:* stands for all that follows.
        if (parts.Length < 3) throw new MalformedPolicyException(PolicyTexts.VendorIsPattern);
        if (parts[2].Length == 0 || (parts.Length < 6 && !resource.EndsWith('*'))) throw new MalformedPolicyException(PolicyTexts.Legacy);
        if (parts.Length == 6) CheckVendor(resource, parts[2], parts[3], parts[5]);

        string Part(int index) => index < parts.Length ? parts[index] : "*";
    }

    private static void CheckVendor(string resource, string vendor, string region, string path)
    {
        if (vendor == "iam" && region.Length > 0) throw new MalformedPolicyException(PolicyTexts.RegionInIam(resource));
        if (vendor == "s3" && region.Length > 0 && !Begins(path, RegionalS3Paths)) throw new MalformedPolicyException(PolicyTexts.RegionInS3(resource));
        if (vendor == "iam" && !Begins(path, IamPaths)) throw new MalformedPolicyException(PolicyTexts.IamPath(IamPaths));
    }

    // A pattern whose wildcard or variable comes before it says what kind of resource it means may mean any.
    private static bool Begins(string path, string[] kinds)
    {
        var end = path.AsSpan().IndexOfAny('*', '?', '$');
        var fixedPart = path.AsSpan(0, end < 0 ? path.Length : end);
        foreach (var kind in kinds)
            if (fixedPart.StartsWith(kind) || (fixedPart.Length < path.Length && kind.AsSpan().StartsWith(fixedPart))) return true;
        return false;
    }

    private static bool IsPartition(string partition) => partition is "aws" or "aws-cn" or "aws-us-gov" || partition.StartsWith("aws-iso", StringComparison.Ordinal);
}
