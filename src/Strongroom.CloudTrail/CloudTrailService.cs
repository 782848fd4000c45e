using System.Reflection;
using Strongroom.Aws;

namespace Strongroom.CloudTrail;

/// <summary>CloudTrail as the front door knows it.</summary>
public static class CloudTrailService
{
    /// <summary>What the operations' names on the wire begin with.</summary>
    public const string Target = "com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101.";

    /// <summary>Every class of this assembly that is an operation.</summary>
    public static IReadOnlyList<Type> Operations { get; } =
        [.. typeof(CloudTrailService).Assembly.GetTypes().Where(static type => type.GetCustomAttribute<OperationAttribute>() is not null)];

    /// <summary>The service with its operations.</summary>
    public static Service Of(IReadOnlyList<object> operations) =>
        new("cloudtrail", WireProtocol.AwsJson11, "cloudtrail.amazonaws.com", operations);
}
