using Microsoft.Extensions.DependencyInjection;
using Strongroom.Access;
using Strongroom.Aws;
using Strongroom.Development;
using Strongroom.Hsm;
using Strongroom.Iam;
using Strongroom.Kms;
using Strongroom.Kms.Operations;
using Strongroom.Observing;
using Strongroom.S3;
using Strongroom.Seams;
using Strongroom.Sts;

namespace Strongroom;

/// <summary>What the program is made of: the one place where services, seams and stores are put together.</summary>
internal static class Composition
{
    /// <summary>Registers everything that the operations are made of.</summary>
    public static void Register(IServiceCollection services, Installation installation, FrontDoorOptions door)
    {
        var credentials = installation.Keyring.Purpose(Purposes.Credentials);
        var sessions = new SessionTokens(installation.Keyring.Purpose(Purposes.Sessions));
        Aws.ICredentials stored = new AccessKeyStore(installation.Records, credentials, sessions);
        services.AddSingleton(installation.Time)
            .AddSingleton(installation.Records)
            .AddSingleton(installation.Trail)
            .AddSingleton<ISecurityModule>(installation.Module)
            .AddSingleton(new PageTokens(installation.Keyring.Purpose(Purposes.PageTokens)))
            .AddSingleton(installation.Options.IsDevelopment ? new DevelopmentCredentials(stored) : stored)
            .AddSingleton(sessions)
            .AddSingleton<PrincipalStore>()
            .AddSingleton<IPolicySource>(provider => provider.GetRequiredService<PrincipalStore>())
            .AddSingleton<IPrincipalIds>(provider => provider.GetRequiredService<PrincipalStore>())
            .AddIam(credentials)
            .AddSts(installation.Options.Issuers)
            .AddSingleton<Readiness>()
            .AddSingleton(door)
            .AddSingleton(provider => new Authenticator(provider.GetRequiredService<Aws.ICredentials>(), installation.Time, door.Regions.ToHashSet()))
            .AddSingleton<Authorizer>()
            .AddSingleton<KmsAuthorizer>()
            .AddSingleton<GrantStore>()
            .AddSingleton(new GrantTokens(installation.Keyring.Purpose("grant-tokens")))
            .AddSingleton<KeyStore>()
            .AddSingleton<CiphertextOpener>()
            .AddSingleton<UsableKeys>()
            .AddSingleton<ServiceManagedKeys>()
            .AddSingleton<IDataKeys>(static provider => ActivatorUtilities.CreateInstance<DataKeys>(provider,
                ActivatorUtilities.CreateInstance<GenerateDataKey>(provider), ActivatorUtilities.CreateInstance<Decrypt>(provider)))
            .AddSingleton(installation.Blobs)
            .AddSingleton(provider => new MasterKeys(installation.Records, installation.Keyring.Purpose(MasterKeys.Purpose), installation.Time))
            .AddSingleton<KmsKeys>()
            .AddSingleton<ObjectKeys>()
            .AddSingleton<IObjectBytes, SealedObjectBytes>()
            .AddS3(new())
            .AddSingleton<KeyCalendar>();
    }

    /// <summary>The services with their operations.</summary>
    public static IEnumerable<Service> ServicesOf(IServiceProvider provider)
    {
        yield return KmsService.Of(Created(KmsService.Operations));
        yield return IamService.Of(Created(IamService.Operations));
        yield return StsService.Of(Created(StsService.Operations));
        yield return S3Service.Of(Created(S3Service.Operations));

        IReadOnlyList<object> Created(IReadOnlyList<Type> operations) => [.. operations.Select(operation => ActivatorUtilities.CreateInstance(provider, operation))];
    }
}
