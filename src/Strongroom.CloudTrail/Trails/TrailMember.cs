namespace Strongroom.CloudTrail;

/// <summary>A trail as answers have it.</summary>
public record TrailMember
{
    /// <summary>Its name.</summary>
    public string? Name { get; init; }

    /// <summary>The bucket.</summary>
    public string? S3BucketName { get; init; }

    /// <summary>What stands before <c>AWSLogs/</c>.</summary>
    public string? S3KeyPrefix { get; init; }

    /// <summary>IAM and STS are included.</summary>
    public bool IncludeGlobalServiceEvents { get; init; }

    /// <summary>All regions are.</summary>
    public bool IsMultiRegionTrail { get; init; }

    /// <summary>Its ARN.</summary>
    public string? TrailARN { get; init; }

    /// <summary>Digests are delivered.</summary>
    public bool LogFileValidationEnabled { get; init; }

    /// <summary>The KMS key of its files.</summary>
    public string? KmsKeyId { get; init; }

    /// <summary>Never: there are no organizations here.</summary>
    public bool IsOrganizationTrail { get; init; }

    /// <summary>As CreateTrail and UpdateTrail answer.</summary>
    public static TrailMember Of(Trail trail) => new()
    {
        Name = trail.Name,
        S3BucketName = trail.BucketName,
        S3KeyPrefix = trail.KeyPrefix,
        IncludeGlobalServiceEvents = trail.IncludeGlobalServiceEvents,
        IsMultiRegionTrail = trail.IsMultiRegion,
        TrailARN = trail.Arn,
        LogFileValidationEnabled = trail.ValidatesLogFiles,
        KmsKeyId = trail.KmsKeyArn,
    };
}

/// <summary>A trail as GetTrail and DescribeTrails answer.</summary>
public sealed record DescribedTrail : TrailMember
{
    /// <summary>Where it was made.</summary>
    public string? HomeRegion { get; init; }

    /// <summary>Selectors were put.</summary>
    public bool HasCustomEventSelectors { get; init; }

    /// <summary>Never: there are no insights here.</summary>
    public bool HasInsightSelectors { get; init; }

    /// <summary>The trail.</summary>
    public static new DescribedTrail Of(Trail trail) => new()
    {
        Name = trail.Name,
        S3BucketName = trail.BucketName,
        S3KeyPrefix = trail.KeyPrefix,
        IncludeGlobalServiceEvents = trail.IncludeGlobalServiceEvents,
        IsMultiRegionTrail = trail.IsMultiRegion,
        TrailARN = trail.Arn,
        LogFileValidationEnabled = trail.ValidatesLogFiles,
        KmsKeyId = trail.KmsKeyArn,
        HomeRegion = trail.HomeRegion,
        HasCustomEventSelectors = trail.Selectors is not null || trail.AdvancedSelectors is not null,
    };
}
