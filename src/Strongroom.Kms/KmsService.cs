using System.Reflection;
using Strongroom.Aws;

namespace Strongroom.Kms;

/// <summary>KMS as the front door knows it.</summary>
public static class KmsService
{
    /// <summary>Where KMS names its failures differently from other services.</summary>
    private static readonly ServiceFaults Faults = new() { Internal = "KMSInternalException", Unavailable = "KMSInternalException", Busy = "DependencyTimeoutException" };

    /// <summary>KMS in audit records.</summary>
    public const string EventSource = "kms.amazonaws.com";

    /// <summary>Every class of this assembly that is an operation.</summary>
    public static IReadOnlyList<Type> Operations { get; } =
        [.. typeof(KmsService).Assembly.GetTypes().Where(static type => type.GetCustomAttribute<OperationAttribute>() is not null)];

    /// <summary>The service with its operations.</summary>
    public static Service Of(IReadOnlyList<object> operations) => new("kms", WireProtocol.AwsJson11, EventSource, operations) { Faults = Faults };
}
