using System.Collections.Frozen;

namespace Strongroom.Iam;

/// <summary>
/// The managed policies that every account has, under the names that people know from AWS; the documents are Strongroom's
/// own.
/// </summary>
public static class AwsManagedPolicies
{
    private const string Everything = """{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}""";

    /// <summary>By ARN.</summary>
    public static FrozenDictionary<string, ManagedPolicy> ByArn { get; } = All().ToFrozenDictionary(p => p.Arn, StringComparer.Ordinal);

    private static IEnumerable<ManagedPolicy> All()
    {
        yield return Make("AdministratorAccess", "Everything.", Everything);
        yield return Make("PowerUserAccess", "Everything but users and accounts.",
            Allow("NotAction", "iam:*", "organizations:*", "account:*"));
        yield return Make("ReadOnlyAccess", "Looks at everything, changes nothing, and reads no secret.", Allow(
            "Action", "kms:Describe*", "kms:Get*", "kms:List*", "secretsmanager:Describe*", "secretsmanager:List*",
                "secretsmanager:GetResourcePolicy", "s3:Get*",
            "s3:List*", "iam:Get*", "iam:List*", "iam:Simulate*", "ec2:Describe*", "ebs:List*", "redshift:Describe*",
                "cloudtrail:Describe*", "cloudtrail:Get*",
            "cloudtrail:List*", "cloudtrail:LookupEvents", "cloudhsm:Describe*", "cloudhsm:List*", "tag:Get*"));
        yield return Make("SecurityAudit", "Reads how everything is configured.", Allow(
            "Action", "kms:Describe*", "kms:List*", "kms:GetKeyPolicy", "kms:GetKeyRotationStatus", "secretsmanager:Describe*",
                "secretsmanager:List*",
            "secretsmanager:GetResourcePolicy", "s3:GetBucket*", "s3:GetEncryptionConfiguration", "s3:ListAllMyBuckets", "iam:Get*",
                "iam:List*",
            "iam:Simulate*", "ec2:Describe*", "redshift:Describe*", "cloudtrail:Describe*", "cloudtrail:Get*", "cloudtrail:List*",
                "cloudtrail:LookupEvents"));
        yield return Make("IAMFullAccess", "All of IAM.", Allow("Action", "iam:*", "organizations:Describe*", "organizations:List*"));
        yield return Make("IAMReadOnlyAccess", "Looks at all of IAM.", Allow("Action", "iam:Get*", "iam:List*", "iam:Simulate*"));
        yield return Make("AWSKeyManagementServicePowerUser", "Makes keys and lists them; what a key may be used for, its policy says.",
            Allow(
            "Action", "kms:CreateAlias", "kms:CreateKey", "kms:DeleteAlias", "kms:Describe*", "kms:GenerateRandom", "kms:Get*",
                "kms:List*", "kms:TagResource",
            "kms:UntagResource", "iam:ListGroups", "iam:ListRoles", "iam:ListUsers"));
        yield return Make("SecretsManagerReadWrite", "All of Secrets Manager, and finding what it encrypts with.", Allow(
            "Action", "secretsmanager:*", "kms:DescribeKey", "kms:ListAliases", "kms:ListKeys", "redshift:DescribeClusters",
                "tag:GetResources"));
        yield return Make("AmazonS3FullAccess", "All of S3.", Allow("Action", "s3:*"));
        yield return Make("AmazonS3ReadOnlyAccess", "Reads all of S3.", Allow("Action", "s3:Get*", "s3:List*", "s3:Describe*"));
        yield return Make("AmazonRedshiftFullAccess", "All of Redshift.", Allow("Action", "redshift:*", "redshift-data:*"));
        yield return Make("AmazonRedshiftReadOnlyAccess", "Looks at all of Redshift.",
            Allow("Action", "redshift:Describe*", "redshift:ListRecommendations"));
        yield return Make("AmazonEC2FullAccess", "All volumes and snapshots.", Allow("Action", "ec2:*", "ebs:*"));
        yield return Make("AmazonEC2ReadOnlyAccess", "Looks at volumes and snapshots.",
            Allow("Action", "ec2:Describe*", "ec2:Get*", "ebs:List*"));
        yield return Make("AWSCloudHSMFullAccess", "All of CloudHSM.", Allow("Action", "cloudhsm:*"));
        yield return Make("AWSCloudHSMReadOnlyAccess", "Looks at CloudHSM.",
            Allow("Action", "cloudhsm:Get*", "cloudhsm:List*", "cloudhsm:Describe*"));
        yield return Make("AWSCloudTrail_FullAccess", "All of CloudTrail.", Allow("Action", "cloudtrail:*"));
        yield return Make("AWSCloudTrail_ReadOnlyAccess", "Reads CloudTrail.", Allow(
            "Action", "cloudtrail:Get*", "cloudtrail:Describe*", "cloudtrail:List*", "cloudtrail:LookupEvents"));
        yield return Make("AWSDenyAll", "Nothing.", """{"Version":"2012-10-17","Statement":[{"Sid":"DenyAll","Effect":"Deny","Action":["*"],"Resource":"*"}]}""");
    }

    private static string Allow(string element, params ReadOnlySpan<string> actions) =>
        "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"" + element + "\":[\"" + string.Join("\",\"",
            actions) + "\"],\"Resource\":\"*\"}]}";

    private static ManagedPolicy Make(string name, string description, string document) => new()
    {
        Account = "aws",
        Name = name,
        Path = "/",
        Id = "ANPA" + name.ToUpperInvariant().Replace("_", "", StringComparison.Ordinal).PadRight(17, 'A')[..17],
        Description = description,
        CreateDate = DateTimeOffset.UnixEpoch,
        UpdateDate = DateTimeOffset.UnixEpoch,
        DefaultVersionId = "v1",
        Versions = [new("v1", document, DateTimeOffset.UnixEpoch)],
    };
}
