namespace Strongroom.Access;

/// <summary>What a policy document is attached to: the same language, but other elements are demanded and forbidden.</summary>
public enum PolicyKind
{
    /// <summary>Attached to a user, group or role, or managed. No Principal; Action and Resource needed.</summary>
    Identity,

    /// <summary>The most that an identity may do.</summary>
    Boundary,

    /// <summary>Passed with a request for temporary credentials.</summary>
    Session,

    /// <summary>An organisation's limit on an account.</summary>
    ServiceControl,

    /// <summary>Attached to a resource, such as a bucket or a secret. Principal needed.</summary>
    Resource,

    /// <summary>Attached to a KMS key: without it nobody has access. Principal needed; a statement without Action or Resource has no effect.</summary>
    Key,

    /// <summary>Attached to a role, says who may assume it. Principal needed, Resource forbidden.</summary>
    Trust,
}

/// <summary>The versions of the policy language.</summary>
public enum PolicyVersion
{
    /// <summary>2008-10-17, also when Version is absent: no variables.</summary>
    V2008,

    /// <summary>2012-10-17.</summary>
    V2012,
}

/// <summary>A policy document was refused. The text is AWS's where AWS's is known.</summary>
public sealed class MalformedPolicyException(string message) : Exception(message);
