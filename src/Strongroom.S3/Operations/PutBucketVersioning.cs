using Strongroom.Aws;

namespace Strongroom.S3.Operations;

/// <summary>Lets a bucket keep versions, or suspends that. What is kept stays.</summary>
[Operation("s3.PutBucketVersioning")]
[Http("PUT", "/{Bucket}?versioning")]
public sealed class PutBucketVersioning(BucketStore buckets) : IOperation<PutBucketVersioning.Request, Unit>
{
    /// <inheritdoc cref="PutBucketVersioning"/>
    public sealed record Request : ConfigurationRequest
    {
        /// <summary>The configuration.</summary>
        [Payload]
        public Configuration? VersioningConfiguration { get; init; }
    }

    /// <summary>Whether a bucket keeps versions.</summary>
    [XmlElementName("VersioningConfiguration")]
    public sealed record Configuration
    {
        /// <summary>Enabled or Suspended.</summary>
        public string? Status { get; init; }

        /// <summary>Disabled; nothing else is served.</summary>
        public string? MfaDelete { get; init; }
    }

    /// <inheritdoc/>
    public async ValueTask<Unit> InvokeAsync(Request request, Call call, CancellationToken cancellation)
    {
        request.DemandBody();
        var configuration = request.VersioningConfiguration ?? throw S3Faults.MissingBody();
        var versioning = configuration.Status switch
        {
            "Enabled" => Versioning.Enabled,
            "Suspended" => Versioning.Suspended,
            null => throw new FaultException("IllegalVersioningConfigurationException", "The Versioning element must be specified"),
            _ => throw XmlNode.Malformed(),
        };
        var bucket = await buckets.GetAsync(call, request, "PutBucketVersioning", cancellation);
        if (configuration.MfaDelete == "Enabled") throw new FaultException("NotImplemented", "MFA Delete is not served.") { Status = 501 };
        call.Changes.Replace(Bucket.Records, bucket, bucket.Value with { Versioning = versioning });
        return default;
    }
}
