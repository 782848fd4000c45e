using Strongroom.Access;
using Strongroom.Aws;

namespace Strongroom.CloudTrail.Operations;

/// <summary>Changes what a trail is set to; what is not named stays.</summary>
[Operation(CloudTrailService.Target + "UpdateTrail")]
public sealed class UpdateTrail(TrailStore trails, TrailSettings settings) : IOperation<UpdateTrail.Request, TrailMember>
{
    private static readonly ActionName Action = ActionName.Of("cloudtrail:UpdateTrail");

    /// <summary>What is asked.</summary>
    public sealed record Request
    {
        /// <summary>Name or ARN.</summary>
        [Required] public string? Name { get; init; }

        /// <summary>The bucket.</summary>
        public string? S3BucketName { get; init; }

        /// <summary>What stands before <c>AWSLogs/</c> in keys.</summary>
        public string? S3KeyPrefix { get; init; }

        /// <summary>There are no topics here.</summary>
        public string? SnsTopicName { get; init; }

        /// <summary>Events of IAM and STS.</summary>
        public bool? IncludeGlobalServiceEvents { get; init; }

        /// <summary>Events of all regions.</summary>
        public bool? IsMultiRegionTrail { get; init; }

        /// <summary>Signed digests.</summary>
        public bool? EnableLogFileValidation { get; init; }

        /// <summary>There are no log groups here.</summary>
        public string? CloudWatchLogsLogGroupArn { get; init; }

        /// <summary>There are no log groups here.</summary>
        public string? CloudWatchLogsRoleArn { get; init; }

        /// <summary>The KMS key of the trail's files.</summary>
        public string? KmsKeyId { get; init; }

        /// <summary>There are no organizations here.</summary>
        public bool? IsOrganizationTrail { get; init; }
    }

    /// <inheritdoc/>
    public async ValueTask<TrailMember> InvokeAsync(Request request, Call call, CancellationToken cancellation)
    {
        var stored = await trails.GetToChangeAsync(call, Action, request.Name!, cancellation);
        TrailSettings.DemandSupported(request.SnsTopicName, request.CloudWatchLogsLogGroupArn, request.IsOrganizationTrail);
        var trail = stored.Value;
        trail = trail with
        {
            BucketName = request.S3BucketName ?? trail.BucketName,
            KeyPrefix = request.S3KeyPrefix is { } prefix ? prefix.Length == 0 ? null : prefix : trail.KeyPrefix,
            IncludeGlobalServiceEvents = request.IncludeGlobalServiceEvents ?? trail.IncludeGlobalServiceEvents,
            IsMultiRegion = request.IsMultiRegionTrail ?? trail.IsMultiRegion,
            ValidatesLogFiles = request.EnableLogFileValidation ?? trail.ValidatesLogFiles,
            KmsKeyArn = request.KmsKeyId is { } key ? key.Length == 0 ? null : key : trail.KmsKeyArn,
        };
        if (trail is { IsMultiRegion: true, IncludeGlobalServiceEvents: false })
            throw CloudTrailFaults.InvalidCombination("Multi-Region trail must include global service events.");
        await settings.DemandBucketAsync(trail, call.Time, cancellation);
        call.Changes.Replace(Trail.Records, stored, trail);
        return TrailMember.Of(trail);
    }
}
