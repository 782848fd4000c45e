using Strongroom.Aws;

namespace Strongroom.Iam;

/// <summary>Whether an access key works.</summary>
public enum AccessKeyStatus
{
    /// <summary>It works.</summary>
    Active,

    /// <summary>It does not.</summary>
    Inactive,

    /// <summary>It is out of date.</summary>
    Expired,
}

/// <summary>Whose managed policies a list shows.</summary>
public enum PolicyScope
{
    /// <summary>All.</summary>
    All,

    /// <summary>Those that come with the product.</summary>
    [WireName("AWS")]
    Aws,

    /// <summary>The account's own.</summary>
    Local,
}

/// <summary>How a managed policy is used.</summary>
public enum PolicyUsage
{
    /// <summary>Attached.</summary>
    PermissionsPolicy,

    /// <summary>As a permissions boundary.</summary>
    PermissionsBoundary,
}

/// <summary>What kind of entity a list shows.</summary>
public enum EntityFilter
{
    /// <summary>Users.</summary>
    User,

    /// <summary>Roles.</summary>
    Role,

    /// <summary>Groups.</summary>
    Group,

    /// <summary>The account's own policies; none, where policies are not listed.</summary>
    LocalManagedPolicy,

    /// <summary>The product's policies; none, where policies are not listed.</summary>
    [WireName("AWSManagedPolicy")]
    AwsManagedPolicy,
}
