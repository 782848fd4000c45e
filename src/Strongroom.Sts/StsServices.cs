using Microsoft.Extensions.DependencyInjection;

namespace Strongroom.Sts;

/// <summary>What the operations of STS are made of.</summary>
public static class StsServices
{
    /// <summary>Registers it. Besides there must be what IAM is made of, and session tokens.</summary>
    public static IServiceCollection AddSts(this IServiceCollection services) =>
        services.AddSingleton<StsAuthorizer>().AddSingleton<SessionMaker>();
}
