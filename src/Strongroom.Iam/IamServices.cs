using Microsoft.Extensions.DependencyInjection;
using Strongroom.Cryptography;
using Strongroom.Seams;

namespace Strongroom.Iam;

/// <summary>What the operations of IAM are made of.</summary>
public static class IamServices
{
    /// <summary>Registers it. Besides there must be records, page tokens and an authorizer.</summary>
    /// <param name="services">Where to.</param>
    /// <param name="credentials">The keys of the purpose "credentials", which seal secret access keys.</param>
    public static IServiceCollection AddIam(this IServiceCollection services, IPurposeKeys credentials) => services
        .AddSingleton<IamAuthorizer>()
        .AddSingleton<IamStore>()
        .AddSingleton<IamPages>()
        .AddSingleton<EntityChanges>()
        .AddSingleton<EntityPolicies>()
        .AddSingleton<UserMoves>()
        .AddSingleton<PolicyCounts>()
        .AddSingleton<ProviderStore>()
        .AddSingleton<IIdentityProviders>(static provider => provider.GetRequiredService<ProviderStore>())
        .AddSingleton(provider => new AccessKeys(provider.GetRequiredService<IamStore>(), credentials));
}
