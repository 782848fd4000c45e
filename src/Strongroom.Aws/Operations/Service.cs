namespace Strongroom.Aws;

/// <summary>
/// What the front door must know of a service: how its requests are told apart and answered, and how its records name it.
/// </summary>
/// <param name="SigningName">The service in the credential scope, such as <c>kms</c>.</param>
/// <param name="Protocol">Its wire protocol.</param>
/// <param name="EventSource">CloudTrail's name, such as <c>kms.amazonaws.com</c>.</param>
/// <param name="Operations">Its operations, found by <see cref="OperationAttribute"/>.</param>
public sealed record Service(string SigningName, WireProtocol Protocol, string EventSource, IReadOnlyList<object> Operations)
{
    /// <summary>How the service names failures that are not the caller's.</summary>
    public ServiceFaults Faults { get; init; } = new();

    /// <summary>awsQuery: the namespace of its answers, such as <c>https://iam.amazonaws.com/doc/2010-05-08/</c>.</summary>
    public string? XmlNamespace { get; init; }
}

/// <summary>The error codes of failures on our side, with AWS's retryable statuses. KMS has names of its own.</summary>
public sealed record ServiceFaults
{
    /// <summary>A bug of ours: 500, with the request id only.</summary>
    public string Internal { get; init; } = "InternalFailure";

    /// <summary>The disk is full, the store stopped, or the audit trail takes no record: 503.</summary>
    public string Unavailable { get; init; } = "ServiceUnavailable";

    /// <summary>Others kept changing the same resources while this call tried: 503, and every SDK tries again.</summary>
    public string Busy { get; init; } = "ServiceUnavailable";
}

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
