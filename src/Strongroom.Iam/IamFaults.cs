using Strongroom.Aws;

namespace Strongroom.Iam;

/// <summary>IAM's errors, with AWS's texts.</summary>
public static class IamFaults
{
    /// <summary>AccessDenied.</summary>
    public static FaultException AccessDenied(string text) => new("AccessDenied", text) { Status = 403 };

    /// <summary>There is no such user, group or role.</summary>
    public static FaultException NoSuchEntity(string noun, string name) => NotFound($"The {noun} with name {name} cannot be found.");

    /// <summary>There is no such embedded policy.</summary>
    public static FaultException NoSuchInlinePolicy(string noun, string name) =>
        NotFound($"The {noun} policy with name {name} cannot be found.");

    /// <summary>There is no such managed policy.</summary>
    public static FaultException NoSuchPolicy(string arn) => NotFound($"Policy {arn} was not found.");

    /// <summary>A policy that does not exist cannot be attached.</summary>
    public static FaultException NotAttachable(string arn) => NotFound($"Policy {arn} does not exist or is not attachable.");

    /// <summary>The policy has no such version.</summary>
    public static FaultException NoSuchVersion(string arn, string version) =>
        NotFound($"Policy {arn} version {version} does not exist or is not attachable.");

    /// <summary>There is no such access key.</summary>
    public static FaultException NoSuchAccessKey(string id) => NotFound($"The Access Key with id {id} cannot be found.");

    /// <summary>There is no permissions boundary to delete.</summary>
    public static FaultException NoBoundary(string noun, string name) =>
        NotFound($"The {noun} with name {name} does not have a permissions boundary.");

    /// <summary>There is no such OpenID Connect provider.</summary>
    public static FaultException NoSuchProvider(string arn) => NotFound($"OpenIDConnect Provider not found for arn {arn}");

    /// <summary>The account trusts that issuer already.</summary>
    public static FaultException ProviderAlreadyExists(string url) =>
        new("EntityAlreadyExists", $"Provider with url {url} already exists.") { Status = 409 };

    /// <summary>The name is taken.</summary>
    public static FaultException AlreadyExists(string noun, string name) =>
        new("EntityAlreadyExists", $"{char.ToUpperInvariant(noun[0])}{noun[1..]} with name {name} already exists.") { Status = 409 };

    /// <summary>The policy's name is taken.</summary>
    public static FaultException PolicyAlreadyExists(string name) =>
        new("EntityAlreadyExists", $"A policy called {name} already exists. Duplicate names are not allowed.") { Status = 409 };

    /// <summary>Something still hangs on the entity.</summary>
    public static FaultException DeleteConflict(string text) => new("DeleteConflict", text) { Status = 409 };

    /// <summary>A quota is used up.</summary>
    public static FaultException QuotaExceeded(string quota, int most) =>
        new("LimitExceeded", $"Cannot exceed quota for {quota}: {most}") { Status = 409 };

    /// <summary>Too many versions.</summary>
    public static FaultException TooManyVersions() => new("LimitExceeded",
        "A managed policy can have up to 5 versions. Before you create a new version, you must delete an existing version.")
    { Status = 409 };

    /// <summary>The embedded policies of one entity are too long together.</summary>
    public static FaultException InlinePoliciesTooLong(string noun, string name, int most) =>
        new("LimitExceeded", $"Maximum policy size of {most} bytes exceeded for {noun} {name}") { Status = 409 };

    /// <summary>The document is no policy.</summary>
    public static FaultException MalformedPolicy(string text) => new("MalformedPolicyDocument", text);

    /// <summary>A value makes no sense.</summary>
    public static FaultException InvalidInput(string text) => new("InvalidInput", text);

    /// <summary>The name has characters that names do not have.</summary>
    public static FaultException InvalidName(string member) => new("ValidationError",
        $"The specified value for {member} is invalid. It must contain only alphanumeric characters and/or the following: +=,.@_-");

    /// <summary>The path is none.</summary>
    public static FaultException InvalidPath() => new("ValidationError",
        "The specified value for path is invalid. It must begin and end with / and contain only alphanumeric characters and/or / characters.");

    /// <summary>The ARN is none of a policy.</summary>
    public static FaultException InvalidArn(string arn) => new("ValidationError", $"ARN {arn} is not valid.");

    /// <summary>The marker is none of this list.</summary>
    public static FaultException InvalidMarker() => new("ValidationError", "Invalid Marker.");

    /// <summary>Roots have no name that could stand in for the one left out.</summary>
    public static FaultException MustNameUser() => new("ValidationError", "Must specify userName when calling with non-User credentials");

    /// <summary>The policy comes with the product.</summary>
    public static FaultException NotYours(string arn) =>
        new("AccessDenied", $"Policy {arn} is managed by AWS and cannot be changed.") { Status = 403 };

    private static FaultException NotFound(string text) => new("NoSuchEntity", text) { Status = 404 };
}
