using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Strongroom.Aws;
using Strongroom.SecretsManager.Rotation;
using Strongroom.SecretsManager.Rotation.Functions;

namespace Strongroom.SecretsManager;

/// <summary>Secrets Manager as the front door knows it.</summary>
public static class SecretsManagerService
{
    /// <summary>The service in audit records.</summary>
    public const string EventSource = "secretsmanager.amazonaws.com";

    /// <summary>The service as KMS's <c>kms:ViaService</c> begins: <c>secretsmanager</c>; also its name in signatures.</summary>
    public const string Name = "secretsmanager";

    private static readonly ServiceFaults Faults = new() { Internal = "InternalServiceError", Unavailable = "InternalServiceError", Busy = "InternalServiceError" };

    /// <summary>Every class of this assembly that is an operation.</summary>
    public static IReadOnlyList<Type> Operations { get; } =
        [.. typeof(SecretsManagerService).Assembly.GetTypes().Where(static type => type.GetCustomAttribute<OperationAttribute>() is not null)];

    /// <summary>The service with its operations.</summary>
    public static Service Of(IReadOnlyList<object> operations) => new(Name, WireProtocol.AwsJson11, EventSource, operations) { Faults = Faults };

    /// <summary>Registers what the operations are made of. Besides there must be records, page tokens, an authorizer and data keys.</summary>
    public static IServiceCollection AddSecretsManager(this IServiceCollection services) => services
        .AddSingleton<SecretStore>()
        .AddSingleton<SecretAuthorizer>()
        .AddSingleton<SecretEnvelopes>()
        .AddSingleton<SecretPolicies>()
        .AddSingleton<Replication>()
        .AddSingleton<SecretWriter>()
        .AddSingleton<SecretReader>()
        .AddSingleton<Listing.SecretLister>()
        .AddSingleton<AccessDates>()
        .AddSingleton<SecretCalendar>();

    /// <summary>Registers what rotates secrets. Besides there must be the access keys of users.</summary>
    /// <param name="services">Where to.</param>
    /// <param name="options">The operator's functions.</param>
    /// <param name="endpoint">Where the service answers, once it does.</param>
    public static IServiceCollection AddRotation(this IServiceCollection services, RotationOptions options, Func<string> endpoint) => services
        .AddSingleton(options)
        .AddSingleton<RotationSignal>()
        .AddSingleton<RotationClient>()
        .AddSingleton<IRotationFunctions>(provider => new RotationFunctions(options, provider.GetRequiredService<RotationClient>(),
            ActivatorUtilities.CreateInstance<AccessKeyRotation>(provider), provider.GetRequiredService<RotationSignal>(), endpoint))
        .AddSingleton<RotationRun>()
        .AddSingleton<RotationScheduler>();
}
