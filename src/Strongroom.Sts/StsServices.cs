using Microsoft.Extensions.DependencyInjection;
using Strongroom.Aws;

namespace Strongroom.Sts;

/// <summary>What the operations of STS are made of.</summary>
public static class StsServices
{
    /// <summary>Registers it. Besides there must be what IAM is made of, session tokens and a clock.</summary>
    /// <param name="services">Where to.</param>
    /// <param name="issuers">Issuers whose keys stand in the settings.</param>
    public static IServiceCollection AddSts(this IServiceCollection services, IEnumerable<IssuerSetting> issuers) => services
        .AddSingleton<StsAuthorizer>()
        .AddSingleton<SessionMaker>()
        .AddSingleton<RoleStore>()
        .AddSingleton<IssuerDocuments>()
        .AddSingleton(provider => ActivatorUtilities.CreateInstance<IssuerKeys>(provider, issuers))
        .AddSingleton<IdentityTokens>()
        .AddSingleton<IBodyAuthentication, WebIdentityAuthentication>();
}
