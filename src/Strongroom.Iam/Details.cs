namespace Strongroom.Iam;

/// <summary>A permissions boundary as answers have it.</summary>
public sealed record BoundaryDetails(string PermissionsBoundaryType, string PermissionsBoundaryArn)
{
    /// <summary>The boundary of an entity; null if it has none.</summary>
    public static BoundaryDetails? Of(Entity entity) => entity.Boundary is { } arn ? new("Policy", arn) : null;
}

/// <summary>A user as answers have it.</summary>
public sealed record UserDetails(
    string Path, string UserName, string UserId, string Arn, DateTimeOffset CreateDate, BoundaryDetails? PermissionsBoundary,
        IReadOnlyList<TagMember>? Tags)
{
    /// <summary>All of it.</summary>
    public static UserDetails Of(User user) =>
        new(user.Path, user.Name, user.Id, user.Arn, user.CreateDate, BoundaryDetails.Of(user), IamTags.Shown(user.Tags));

    /// <summary>As lists have it: without boundary and tags.</summary>
    public static UserDetails Listed(User user) => Of(user) with { PermissionsBoundary = null, Tags = null };
}

/// <summary>A group as answers have it.</summary>
public sealed record GroupDetails(string Path, string GroupName, string GroupId, string Arn, DateTimeOffset CreateDate)
{
    /// <summary>All of it.</summary>
    public static GroupDetails Of(Group group) => new(group.Path, group.Name, group.Id, group.Arn, group.CreateDate);
}

/// <summary>A role as answers have it. Documents are percent-encoded.</summary>
public sealed record RoleDetails(
    string Path, string RoleName, string RoleId, string Arn, DateTimeOffset CreateDate, string AssumeRolePolicyDocument,
        string? Description,
    int MaxSessionDuration, BoundaryDetails? PermissionsBoundary, IReadOnlyList<TagMember>? Tags)
{
    /// <summary>All of it.</summary>
    public static RoleDetails Of(Role role) =>
        new(role.Path, role.Name, role.Id, role.Arn, role.CreateDate, Uri.EscapeDataString(role.TrustPolicy),
        role.Description, role.MaxSessionDuration, BoundaryDetails.Of(role), IamTags.Shown(role.Tags));

    /// <summary>As lists have it: without boundary and tags.</summary>
    public static RoleDetails Listed(Role role) => Of(role) with { PermissionsBoundary = null, Tags = null };
}

/// <summary>A managed policy as answers have it.</summary>
public sealed record PolicyDetails(
    string PolicyName, string PolicyId, string Arn, string Path, string DefaultVersionId, int AttachmentCount,
        int PermissionsBoundaryUsageCount,
    bool IsAttachable, string? Description, DateTimeOffset CreateDate, DateTimeOffset UpdateDate, IReadOnlyList<TagMember>? Tags)
{
    /// <summary>All of it, with how often it is used.</summary>
    public static PolicyDetails Of(ManagedPolicy policy, int attached, int asBoundary) =>
        new(policy.Name, policy.Id, policy.Arn, policy.Path,
        policy.DefaultVersionId, attached, asBoundary, true, policy.Description, policy.CreateDate, policy.UpdateDate,
            IamTags.Shown(policy.Tags));
}

/// <summary>A version of a managed policy as answers have it. The document is percent-encoded.</summary>
public sealed record PolicyVersionDetails(string? Document, string VersionId, bool IsDefaultVersion, DateTimeOffset CreateDate)
{
    /// <summary>All of it.</summary>
    public static PolicyVersionDetails Of(ManagedPolicy policy, ManagedPolicyVersion version) =>
        new(Uri.EscapeDataString(version.Document), version.VersionId, version.VersionId == policy.DefaultVersionId, version.CreateDate);

    /// <summary>As lists have it: without the document.</summary>
    public static PolicyVersionDetails Listed(ManagedPolicy policy, ManagedPolicyVersion version) =>
        Of(policy, version) with { Document = null };
}

/// <summary>An attached policy as answers have it.</summary>
public sealed record AttachedPolicy(string PolicyName, string PolicyArn)
{
    /// <summary>By its ARN.</summary>
    public static AttachedPolicy Of(string arn) => new(arn[(arn.LastIndexOf('/') + 1)..], arn);
}
