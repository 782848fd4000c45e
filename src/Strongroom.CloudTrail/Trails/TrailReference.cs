using Strongroom.Aws;

namespace Strongroom.CloudTrail;

/// <summary>A trail as callers name it: by name, in the region asked, or by ARN.</summary>
public readonly record struct TrailReference(string Account, string Region, string Name)
{
    /// <summary>The trail's ARN.</summary>
    public string Arn => Trail.ArnOf(Account, Region, Name);

    /// <summary>Reads a name or an ARN.</summary>
    /// <exception cref="FaultException">InvalidTrailNameException or CloudTrailARNInvalidException.</exception>
    public static TrailReference Parse(Call call, string text)
    {
        if (!text.StartsWith("arn:", StringComparison.Ordinal))
        {
            DemandName(text);
            return new(call.Account, call.Region, text);
        }

        var parts = text.Split(':');
        if (parts.Length != 6 || parts[2] != "cloudtrail" || parts[4].Length != 12 || !parts[5].StartsWith("trail/", StringComparison.Ordinal))
            throw CloudTrailFaults.InvalidArn(text);
        var name = parts[5]["trail/".Length..];
        DemandName(name);
        return new(parts[4], parts[3], name);
    }

    /// <summary>Refuses what is no name of a trail.</summary>
    /// <remarks>API Reference, CreateTrail, Name.</remarks>
    /// <exception cref="FaultException">InvalidTrailNameException.</exception>
    public static void DemandName(string name)
    {
        if (name.Length < 3)
            throw CloudTrailFaults.InvalidName($"Trail name too short. Minimum allowed length: 3 characters. Specified name length: {name.Length} characters.");
        if (name.Length > 128)
            throw CloudTrailFaults.InvalidName($"Trail name too long. Maximum allowed length: 128 characters. Specified name length: {name.Length} characters.");
        if (!char.IsAsciiLetterOrDigit(name[0])) throw CloudTrailFaults.InvalidName("Trail name must starts with a letter or number.");
        if (!char.IsAsciiLetterOrDigit(name[^1])) throw CloudTrailFaults.InvalidName("Trail name must ends with a letter or number.");
        if (!name.All(static letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '-' or '_'))
        {
            throw CloudTrailFaults.InvalidName("Trail name or ARN can only contain uppercase letters, lowercase letters, numbers, periods (.), hyphens (-), "
                + "and underscores (_).");
        }

        for (var i = 1; i < name.Length; i++)
        {
            if (!char.IsAsciiLetterOrDigit(name[i]) && !char.IsAsciiLetterOrDigit(name[i - 1]))
                throw CloudTrailFaults.InvalidName("Trail name must not have adjacent periods, hyphens or underscores.");
        }

        if (System.Net.IPAddress.TryParse(name, out _) && name.Count(static letter => letter == '.') == 3)
            throw CloudTrailFaults.InvalidName("Trail name must not be in IP address format.");
    }
}
