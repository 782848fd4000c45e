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
}
