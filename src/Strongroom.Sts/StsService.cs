using System.Reflection;
using Strongroom.Aws;

namespace Strongroom.Sts;

/// <summary>STS as the front door knows it.</summary>
public static class StsService
{
    /// <summary>Every class of this assembly that is an operation.</summary>
    public static IReadOnlyList<Type> Operations { get; } =
        [.. typeof(StsService).Assembly.GetTypes().Where(static type => type.GetCustomAttribute<OperationAttribute>() is not null)];

    /// <summary>The service with its operations.</summary>
    public static Service Of(IReadOnlyList<object> operations) => new("sts", WireProtocol.AwsQuery, "sts.amazonaws.com", operations)
    {
        XmlNamespace = "https://sts.amazonaws.com/doc/2011-06-15/",
    };
}
