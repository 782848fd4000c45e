using Strongroom.Access;
using Strongroom.Aws;
using Strongroom.Seams;

namespace Strongroom.CloudTrail;

/// <summary>The rules of what a trail is set to.</summary>
public sealed class TrailSettings(IObjects objects)
{
    /// <summary>Refuses what this installation cannot deliver to.</summary>
    /// <exception cref="FaultException">The topic, log group or organization does not exist: there are none here.</exception>
    public static void DemandSupported(string? topic, string? logGroup, bool? organization)
    {
        if (!string.IsNullOrEmpty(topic)) throw CloudTrailFaults.NoTopic();
        if (!string.IsNullOrEmpty(logGroup)) throw CloudTrailFaults.NoLogGroup();
        if (organization == true) throw CloudTrailFaults.NoOrganization();
    }

    /// <summary>Refuses a bucket that does not exist, or that does not let CloudTrail deliver.</summary>
    /// <exception cref="FaultException">S3BucketDoesNotExistException, InsufficientS3BucketPolicyException, InvalidS3PrefixException.</exception>
    public async ValueTask DemandBucketAsync(Trail trail, DateTimeOffset now, CancellationToken cancellation)
    {
        if (trail.KeyPrefix is { Length: > 200 }) throw CloudTrailFaults.InvalidPrefix("The S3 prefix is too long. Maximum allowed length: 200 characters.");
        if (await objects.FindBucketAsync(trail.BucketName, cancellation) is null) throw CloudTrailFaults.NoBucket(trail.BucketName);
        var call = ServiceCall.Of(trail, trail.HomeRegion, now);
        var delivery = new Delivery(trail.BucketName, $"{trail.Root}/CloudTrail/{trail.HomeRegion}/", trail.Arn, trail.Account);
        if (!await objects.MayDeliverAsync(call, delivery, cancellation)) throw CloudTrailFaults.BucketPolicy(trail.BucketName);
    }
}

/// <summary>CloudTrail acting by itself, for a trail.</summary>
internal static class ServiceCall
{
    private const string Name = "cloudtrail.amazonaws.com";

    public static Call Of(Trail trail, string region, DateTimeOffset now)
    {
        var caller = new Caller { Account = trail.Account, Arn = Name, UserId = Name, Type = CallerType.AwsService, ServiceName = Name };
        return new()
        {
            RequestId = Guid.NewGuid(),
            Caller = caller,
            Region = region,
            SourceAddress = Name,
            UserAgent = Name,
            Tls = true,
            Time = now,
            Record = new()
            {
                EventId = Guid.NewGuid(),
                EventTime = now,
                EventSource = Name,
                EventName = "Deliver",
                Caller = caller,
                Region = region,
                RecipientAccount = trail.Account,
            },
        };
    }
}
