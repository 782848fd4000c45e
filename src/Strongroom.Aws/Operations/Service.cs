namespace Strongroom.Aws;

/// <summary>What the front door must know of a service: how its requests are told apart and answered, and how its records name it.</summary>
/// <param name="SigningName">The service in the credential scope, such as <c>kms</c>.</param>
/// <param name="Protocol">Its wire protocol.</param>
/// <param name="EventSource">CloudTrail's name, such as <c>kms.amazonaws.com</c>.</param>
/// <param name="Operations">Its operations, found by <see cref="OperationAttribute"/>.</param>
public sealed record Service(string SigningName, WireProtocol Protocol, string EventSource, IReadOnlyList<object> Operations);

/// <summary>The AWS protocols.</summary>
public enum WireProtocol
{
    /// <summary>JSON bodies, the operation in X-Amz-Target.</summary>
    AwsJson11,

    /// <summary>Form bodies with Action, XML answers.</summary>
    AwsQuery,

    /// <summary>EC2's dialect of awsQuery.</summary>
    Ec2Query,

    /// <summary>S3.</summary>
    RestXml,

    /// <summary>EBS direct.</summary>
    RestJson,
}
