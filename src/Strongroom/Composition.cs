using Microsoft.Extensions.DependencyInjection;
using Strongroom.Access;
using Strongroom.Aws;
using Strongroom.CloudTrail;
using Strongroom.Development;
using Strongroom.Hsm;
using Strongroom.Iam;
using Strongroom.Iam.Operations;
using Strongroom.Kms;
using Strongroom.Kms.Operations;
using Strongroom.S3;
using Strongroom.Seams;
using Strongroom.SecretsManager;
using Strongroom.SecretsManager.Rotation;
using Strongroom.Storage;
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
            .AddSingleton<IPolicySource>(provider => new RotationRole(provider.GetRequiredService<PrincipalStore>()))
            .AddSingleton<IPrincipalIds>(provider => provider.GetRequiredService<PrincipalStore>())
            .AddIam(credentials)
            .AddSts(installation.Options.Issuers)
            .AddSecretsManager()
            .AddSingleton<IUserAccessKeys>(static provider => ActivatorUtilities.CreateInstance<UserAccessKeys>(provider,
                ActivatorUtilities.CreateInstance<CreateAccessKey>(provider), ActivatorUtilities.CreateInstance<ListAccessKeys>(provider),
                ActivatorUtilities.CreateInstance<DeleteAccessKey>(provider)))
            .AddRotation(installation.Options.Rotation, () => installation.Endpoint)
            .AddCloudTrail(installation.Keyring.Purpose(Purposes.DigestKeys))
            .AddSingleton(door)
            .AddSingleton(provider => new Authenticator(provider.GetRequiredService<Aws.ICredentials>(), installation.Time, door.Regions.ToHashSet()))
            .AddSingleton<Authorizer>()
            .AddSingleton<KmsAuthorizer>()
            .AddSingleton<GrantStore>()
            .AddSingleton(new GrantTokens(installation.Keyring.Purpose("grant-tokens")))
            .AddSingleton<KeyStore>()
            .AddSingleton(installation.Options.KmsLimits)
            .AddSingleton<KmsQuotas>()
            .AddSingleton(new ImportTokens(installation.Keyring.Purpose(ImportTokens.Purpose)))
            .AddSingleton<MaterialImport>()
            .AddSingleton<LastUsages>()
            .AddSingleton<MaterialRemoval>()
            .AddSingleton<RelatedKeys>()
            .AddSingleton<KeyReplication>()
            .AddSingleton<CiphertextOpener>()
            .AddSingleton<UsableKeys>()
            .AddSingleton<ServiceManagedKeys>()
            .AddSingleton<IDataKeys>(static provider => ActivatorUtilities.CreateInstance<DataKeys>(provider,
                ActivatorUtilities.CreateInstance<GenerateDataKey>(provider), ActivatorUtilities.CreateInstance<Decrypt>(provider)))
            .AddSingleton<KeyCalendar>()
            .AddSingleton<IBlobStore>(_ => FileBlobStore.Open(Path.Combine(installation.Options.StoreFolder, "blobs")))
            .AddSingleton<Blobs>()
            .AddObjectBytes(installation.Keyring.Purpose(MasterKeys.Purpose))
            .AddS3(new())
            .AddHostedService<BlobCaretaker>();
    }

    /// <summary>The services with their operations.</summary>
    public static IEnumerable<Service> ServicesOf(IServiceProvider provider)
    {
        yield return KmsService.Of(Created(KmsService.Operations));
        yield return IamService.Of(Created(IamService.Operations));
        yield return SecretsManagerService.Of(Created(SecretsManagerService.Operations));
        yield return StsService.Of(Created(StsService.Operations));
        yield return CloudTrailService.Of(Created(CloudTrailService.Operations));
        yield return S3Service.Of(Created(S3Service.Operations));

        IReadOnlyList<object> Created(IReadOnlyList<Type> operations) => [.. operations.Select(operation => ActivatorUtilities.CreateInstance(provider, operation))];
    }
}
