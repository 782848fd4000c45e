using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Strongroom.Aws;
using Strongroom.S3.Multipart;
using Strongroom.S3.Operations;

namespace Strongroom.S3;

/// <summary>S3 as the front door knows it.</summary>
public static class S3Service
{
    /// <summary>Every class of this assembly that is an operation.</summary>
    public static IReadOnlyList<Type> Operations { get; } =
        [.. typeof(S3Service).Assembly.GetTypes().Where(static type => type.GetCustomAttribute<OperationAttribute>() is not null)];

    /// <summary>The service with its operations.</summary>
    public static Service Of(IReadOnlyList<object> operations) => new("s3", WireProtocol.RestXml, "s3.amazonaws.com", operations)
    {
        XmlNamespace = "http://s3.amazonaws.com/doc/2006-03-01/",
        Faults = new() { Internal = "InternalError", Unavailable = "ServiceUnavailable", Busy = "OperationAborted" },
    };

    /// <summary>Registers what its operations are made of. Besides there must be records, page tokens, an authorizer and object bytes.</summary>
    public static IServiceCollection AddS3(this IServiceCollection services, S3Options options) => services
        .AddSingleton(options)
        .AddSingleton<S3Authorizer>()
        .AddSingleton<BucketStore>()
        .AddSingleton<VersionStore>()
        .AddSingleton<VersionChanges>()
        .AddSingleton<EncryptionRules>()
        .AddSingleton<ObjectWriter>()
        .AddSingleton<ObjectReader>()
        .AddSingleton<CopySources>()
        .AddSingleton<ObjectTags>()
        .AddSingleton<UploadStore>()
        .AddSingleton<PartWriting>()
        .AddSingleton<UploadCompletion>()
        .AddSingleton<VersionListing>()
        .AddSingleton<KeyListing>();
}
