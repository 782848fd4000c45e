using System.Text.Json;

namespace Strongroom.Audit;

/// <summary>A resource of an event.</summary>
/// <param name="Type">CloudTrail's name for its kind.</param>
/// <param name="Name">Its ARN or name.</param>
public readonly record struct EventResource(string Type, string Name)
{
    // IAM's records name no resources; their parameters do.
    private static readonly (string Member, string Type)[] OfIam =
    [
        ("userName", "AWS::IAM::User"), ("groupName", "AWS::IAM::Group"), ("roleName", "AWS::IAM::Role"), ("roleArn", "AWS::IAM::Role"),
        ("policyArn", "AWS::IAM::Policy"), ("policyName", "AWS::IAM::Policy"), ("accessKeyId", "AWS::IAM::AccessKey"),
        ("openIDConnectProviderArn", "AWS::IAM::OIDCProvider"),
    ];

    /// <summary>What the resource is found by: its name, and for an ARN also the id at its end.</summary>
    internal IEnumerable<string> Names
    {
        get
        {
            yield return Name;
            var end = Name.StartsWith("arn:", StringComparison.Ordinal) ? Name.LastIndexOfAny(['/', ':']) : -1;
            if (end >= 0) yield return Name[(end + 1)..];
        }
    }

    /// <summary>The resources that a record names.</summary>
    internal static IEnumerable<EventResource> In(JsonElement record)
    {
        if (record.TryGetProperty("resources", out var resources) && resources.ValueKind == JsonValueKind.Array)
            foreach (var resource in resources.EnumerateArray())
                if (EventSummary.Text(resource, "ARN") is { } arn) yield return new(EventSummary.Text(resource, "type") ?? "", arn);

        if (EventSummary.Text(record, "eventSource") is not ("iam.amazonaws.com" or "sts.amazonaws.com")) yield break;
        if (!record.TryGetProperty("requestParameters", out var parameters)) yield break;
        foreach (var (member, type) in OfIam)
            if (EventSummary.Text(parameters, member) is { Length: > 0 } name) yield return new(type, name);
    }
}
