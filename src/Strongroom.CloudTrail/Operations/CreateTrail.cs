using Strongroom.Access;
using Strongroom.Aws;

namespace Strongroom.CloudTrail.Operations;

/// <summary>Makes a trail, which delivers nothing before StartLogging.</summary>
[Operation(CloudTrailService.Target + "CreateTrail")]
public sealed class CreateTrail(TrailStore trails, TrailSettings settings, CloudTrailAuthorizer authorizer) : IOperation<CreateTrail.Request, TrailMember>
{
    private static readonly ActionName Action = ActionName.Of("cloudtrail:CreateTrail");

    /// <summary>What is asked.</summary>
    public sealed record Request
    {
        /// <summary>3 to 128 letters, digits, periods, hyphens and underscores.</summary>
        [Required] public string? Name { get; init; }

        /// <summary>The bucket, whose policy must let CloudTrail deliver.</summary>
        [Required] public string? S3BucketName { get; init; }

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

        /// <summary>Tags.</summary>
        [Length(0, 200)] public IReadOnlyList<TagMember>? TagsList { get; init; }
    }

    /// <inheritdoc/>
    public async ValueTask<TrailMember> InvokeAsync(Request request, Call call, CancellationToken cancellation)
    {
        TrailReference.DemandName(request.Name!);
        var trail = new Trail
        {
            Account = call.Account,
            HomeRegion = call.Region,
            Name = request.Name!,
            BucketName = request.S3BucketName!,
            KeyPrefix = string.IsNullOrEmpty(request.S3KeyPrefix) ? null : request.S3KeyPrefix,
            IncludeGlobalServiceEvents = request.IncludeGlobalServiceEvents ?? true,
            IsMultiRegion = request.IsMultiRegionTrail ?? false,
            ValidatesLogFiles = request.EnableLogFileValidation ?? false,
            KmsKeyArn = string.IsNullOrEmpty(request.KmsKeyId) ? null : request.KmsKeyId,
            Tags = TrailTags.With([], request.TagsList),
        };
        await authorizer.DemandAsync(call, Action, trail.Arn, cancellation);
        TrailSettings.DemandSupported(request.SnsTopicName, request.CloudWatchLogsLogGroupArn, request.IsOrganizationTrail);
        if (trail is { IsMultiRegion: true, IncludeGlobalServiceEvents: false })
            throw CloudTrailFaults.InvalidCombination("Multi-Region trail must include global service events.");
        var all = await trails.AllAsync(call.Account, cancellation);
        if (all.Any(other => other.Value.HomeRegion == call.Region && other.Value.Name == trail.Name)) throw CloudTrailFaults.TrailExists(trail.Name, call.Account);
        if (all.Count(other => other.Value.HomeRegion == call.Region) >= Trail.MostInRegion) throw CloudTrailFaults.TooManyTrails(call.Account, call.Region);
        await settings.DemandBucketAsync(trail, call.Time, cancellation);
        call.Changes.Create(Trail.Records, Trail.RecordKeyOf(trail.Account, trail.HomeRegion, trail.Name), trail);
        return TrailMember.Of(trail);
    }
}
