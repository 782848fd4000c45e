using Strongroom.Access;

namespace Strongroom.Iam;

/// <summary>The condition keys of calls to IAM and STS.</summary>
public sealed class IamKeys : IConditionKeys
{
    /// <summary>The tags that the request would set.</summary>
    public IReadOnlyList<IamTag>? RequestTags { get; init; }

    /// <summary>The keys of the tags that the request would set or remove.</summary>
    public IReadOnlyList<string>? TagKeys { get; init; }

    /// <summary>The tags on what the call is about.</summary>
    public IReadOnlyList<IamTag>? ResourceTags { get; init; }

    /// <summary>The managed policy that is attached or detached (<c>iam:PolicyARN</c>).</summary>
    public string? PolicyArn { get; init; }

    /// <summary>The permissions boundary that the request sets, or that the entity has (<c>iam:PermissionsBoundary</c>).</summary>
    public string? PermissionsBoundary { get; init; }

    /// <summary><c>sts:ExternalId</c>.</summary>
    public string? ExternalId { get; init; }

    /// <summary><c>sts:RoleSessionName</c>.</summary>
    public string? RoleSessionName { get; init; }

    /// <summary><c>sts:SourceIdentity</c>.</summary>
    public string? SourceIdentity { get; init; }

    /// <summary><c>sts:DurationSeconds</c>.</summary>
    public int? DurationSeconds { get; init; }

    /// <summary><c>sts:TransitiveTagKeys</c>.</summary>
    public IReadOnlyList<string>? TransitiveTagKeys { get; init; }

    /// <inheritdoc/>
    public ContextValue Find(ConditionKey key) => key.Family switch
    {
        "aws:requesttag" => Tag(RequestTags, key.Parameter),
        "aws:tagkeys" => ContextValue.Of(TagKeys ?? (RequestTags is { } tags ? [.. tags.Select(t => t.Key)] : null)),
        "aws:resourcetag" or "iam:resourcetag" => Tag(ResourceTags, key.Parameter),
        "iam:policyarn" => PolicyArn,
        "iam:permissionsboundary" => PermissionsBoundary,
        "sts:externalid" => ExternalId,
        "sts:rolesessionname" => RoleSessionName,
        "sts:sourceidentity" => SourceIdentity,
        "sts:durationseconds" => DurationSeconds?.ToString(System.Globalization.CultureInfo.InvariantCulture),
        "sts:transitivetagkeys" => ContextValue.Of(TransitiveTagKeys),
        _ => ContextValue.Missing,
    };

    private static string? Tag(IReadOnlyList<IamTag>? tags, string? key) =>
        key is null ? null : tags?.FirstOrDefault(t => t.Key.Equals(key, StringComparison.OrdinalIgnoreCase))?.Value;
}
