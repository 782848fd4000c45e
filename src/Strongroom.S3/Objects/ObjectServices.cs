using Microsoft.Extensions.DependencyInjection;
using Strongroom.Cryptography;
using Strongroom.Seams;

namespace Strongroom.S3;

/// <summary>What the bytes of objects are made of.</summary>
public static class ObjectServices
{
    /// <summary>Registers <see cref="IObjectBytes"/>. Besides there must be blobs, records and KMS's data keys.</summary>
    /// <param name="services">Where to.</param>
    /// <param name="keyring">The keys of the purpose <see cref="MasterKeys.Purpose"/>.</param>
    public static IServiceCollection AddObjectBytes(this IServiceCollection services, IPurposeKeys keyring) => services
        .AddSingleton(provider => ActivatorUtilities.CreateInstance<MasterKeys>(provider, keyring))
        .AddSingleton<KmsKeys>()
        .AddSingleton<ObjectKeys>()
        .AddSingleton<IObjectBytes, SealedObjectBytes>()
        .AddSingleton<IObjects, DeliveredObjects>()
        .AddSingleton<ObjectVerifier>();
}
