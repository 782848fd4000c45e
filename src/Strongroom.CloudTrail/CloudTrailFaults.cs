using Strongroom.Aws;

namespace Strongroom.CloudTrail;

/// <summary>CloudTrail's errors.</summary>
public static class CloudTrailFaults
{
    /// <summary>The caller may not.</summary>
    public static FaultException AccessDenied(string text) => new("AccessDeniedException", text);

    /// <summary>A lookup has one attribute at most.</summary>
    public static FaultException OneAttribute() => new("InvalidLookupAttributesException", "Only one lookup attribute can be specified.");

    /// <summary>An attribute's value makes no sense.</summary>
    public static FaultException InvalidAttribute(string key, string value) =>
        new("InvalidLookupAttributesException", $"{value} is not a valid value for the lookup attribute {key}.");

    /// <summary>The start lies behind the end.</summary>
    public static FaultException InvalidTimeRange() =>
        new("InvalidTimeRangeException", "Start time must be before or the same as the end time.");

    /// <summary>A page has 1 to 50 events.</summary>
    public static FaultException InvalidMaxResults() => new("InvalidMaxResultsException", "MaxResults must be from 1 to 50.");

    /// <summary>The token is none of this lookup.</summary>
    public static FaultException InvalidNextToken() => new("InvalidNextTokenException",
        "The token is not valid, or was used before in a request with other parameters.");

    /// <summary>The token is none of this list.</summary>
    public static FaultException InvalidToken() => new("InvalidTokenException", "The token is not valid.");

    /// <summary>There is no such trail.</summary>
    public static FaultException TrailNotFound(string arn, string account) => new("TrailNotFoundException", $"Unknown trail: {arn} for the user: {account}");

    /// <summary>The name is taken.</summary>
    public static FaultException TrailExists(string name, string account) =>
        new("TrailAlreadyExistsException", $"Trail {name} already exists for customer: {account}");

    /// <summary>The region has as many trails as it can.</summary>
    public static FaultException TooManyTrails(string account, string region) =>
        new("MaximumNumberOfTrailsExceededException", $"User: {account} already has {Trail.MostInRegion} trails in {region}.");

    /// <summary>The name breaks a rule.</summary>
    public static FaultException InvalidName(string text) => new("InvalidTrailNameException", text);

    /// <summary>This is no ARN of a trail.</summary>
    public static FaultException InvalidArn(string text) => new("CloudTrailARNInvalidException", $"The ARN {text} is not a valid ARN of a trail.");

    /// <summary>A trail is changed in its home region only.</summary>
    public static FaultException InvalidHomeRegion(Trail trail, string region) => new("InvalidHomeRegionException",
        $"The trail {trail.Arn} cannot be changed in {region}. Its home region is {trail.HomeRegion}.");

    /// <summary>The bucket does not exist.</summary>
    public static FaultException NoBucket(string bucket) => new("S3BucketDoesNotExistException", $"S3 bucket {bucket} does not exist!");

    /// <summary>The bucket's policy does not let CloudTrail deliver.</summary>
    public static FaultException BucketPolicy(string bucket) =>
        new("InsufficientS3BucketPolicyException", $"Incorrect S3 bucket policy is detected for bucket: {bucket}");

    /// <summary>The prefix breaks a rule.</summary>
    public static FaultException InvalidPrefix(string text) => new("InvalidS3PrefixException", text);

    /// <summary>There are no topics here.</summary>
    public static FaultException NoTopic() =>
        new("InsufficientSnsTopicPolicyException", "SNS Topic does not exist or the topic policy is incorrect!");

    /// <summary>There are no log groups here.</summary>
    public static FaultException NoLogGroup() =>
        new("InvalidCloudWatchLogsLogGroupArnException", "CloudTrail cannot validate the specified log group ARN.");

    /// <summary>There are no organizations here.</summary>
    public static FaultException NoOrganization() =>
        new("OrganizationsNotInUseException", "Your account is not a member of an organization.");

    /// <summary>Selectors break a rule.</summary>
    public static FaultException InvalidSelectors(string text) => new("InvalidEventSelectorsException", text);

    /// <summary>Two settings do not go together.</summary>
    public static FaultException InvalidCombination(string text) => new("InvalidParameterCombinationException", text);

    /// <summary>Tags break a rule.</summary>
    public static FaultException InvalidTag(string text) => new("InvalidTagParameterException", text);

    /// <summary>Too many tags.</summary>
    public static FaultException TooManyTags() => new("TagsLimitExceededException", "The number of tags per trail has exceeded the permitted amount. Currently, the limit is 50.");
}
