using Strongroom.Aws;

namespace Strongroom.Iam;

/// <summary>IAM's and STS's times have no fractions of a second.</summary>
public static class IamTime
{
    /// <summary>The second in which the call arrived.</summary>
    public static DateTimeOffset Second(this Call call) => DateTimeOffset.FromUnixTimeSeconds(call.Time.ToUnixTimeSeconds());
}
