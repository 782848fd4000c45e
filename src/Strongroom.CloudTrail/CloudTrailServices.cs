using Microsoft.Extensions.DependencyInjection;
using Strongroom.Cryptography;
using Strongroom.Storage;

namespace Strongroom.CloudTrail;

/// <summary>What the operations of CloudTrail are made of.</summary>
public static class CloudTrailServices
{
    /// <summary>Registers it. Besides there must be records, page tokens, an authorizer and the audit trail.</summary>
    /// <param name="services">Where to.</param>
    /// <param name="digestKeys">The keys of the purpose "digest-keys", which seal the private keys that sign digests.</param>
    public static IServiceCollection AddCloudTrail(this IServiceCollection services, IPurposeKeys digestKeys) => services
        .AddSingleton<CloudTrailAuthorizer>()
        .AddSingleton<TrailStore>()
        .AddSingleton<TrailSettings>()
        .AddSingleton<TrailDelivery>()
        .AddHostedService<TrailCourier>()
        .AddSingleton(provider => new DigestKeys(provider.GetRequiredService<Records>(), digestKeys));
}
