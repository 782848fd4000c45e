using System.Reflection;
using Strongroom.Aws;

namespace Strongroom.Iam;

/// <summary>IAM as the front door knows it.</summary>
public static class IamService
{
    /// <summary>Every class of this assembly that is an operation.</summary>
    public static IReadOnlyList<Type> Operations { get; } =
        [.. typeof(IamService).Assembly.GetTypes().Where(static type => type.GetCustomAttribute<OperationAttribute>() is not null)];

    /// <summary>The service with its operations.</summary>
    public static Service Of(IReadOnlyList<object> operations) => new("iam", WireProtocol.AwsQuery, "iam.amazonaws.com", operations)
    {
        XmlNamespace = "https://iam.amazonaws.com/doc/2010-05-08/",
        Faults = new() { Internal = "ServiceFailure" },
    };
}
