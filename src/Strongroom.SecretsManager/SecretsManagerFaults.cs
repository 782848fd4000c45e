using Strongroom.Aws;

namespace Strongroom.SecretsManager;

/// <summary>Every refusal of Secrets Manager, in AWS's words.</summary>
public static class SecretsManagerFaults
{
    /// <summary>A rule of the API that the request breaks.</summary>
    public static FaultException InvalidParameter(string message) => new("InvalidParameterException", message);

    /// <summary>A request that makes no sense for the secret as it is.</summary>
    public static FaultException InvalidRequest(string message) => new("InvalidRequestException", message);

    /// <summary>The caller may not.</summary>
    public static FaultException AccessDenied(string message) => new("AccessDeniedException", message);

    /// <summary>No such secret.</summary>
    public static FaultException NotFound() => new("ResourceNotFoundException", "Secrets Manager can't find the specified secret.");

    /// <summary>The secret has no version with that label, or the version has no value yet.</summary>
    public static FaultException NoValueForLabel(string label)
        => new("ResourceNotFoundException", $"Secrets Manager can't find the specified secret value for staging label: {label}");

    /// <summary>The secret has no such version.</summary>
    public static FaultException NoValueForVersion(string versionId)
        => new("ResourceNotFoundException", $"Secrets Manager can't find the specified secret value for VersionId: {versionId}");

    /// <summary>The version exists, and does not have the label.</summary>
    public static FaultException LabelNotOfVersion()
        => InvalidRequest("You provided a VersionStage that is not associated to the provided VersionId.");

    /// <summary>The secret waits for its deletion.</summary>
    public static FaultException MarkedForDeletion()
        => InvalidRequest("You can't perform this operation on the secret because it was marked for deletion.");

    /// <summary>The name belongs to a secret that waits for its deletion.</summary>
    public static FaultException NameScheduledForDeletion()
        => InvalidRequest("You can't create this secret because a secret with this name is already scheduled for deletion.");

    /// <summary>The name is taken.</summary>
    public static FaultException SecretExists(string name)
        => new("ResourceExistsException", $"The operation failed because the secret {name} already exists.");

    /// <summary>A version of that id exists with another value: versions never change.</summary>
    public static FaultException TokenInUse(string token, string arn) => new("ResourceExistsException",
        $"You can't use ClientRequestToken {token} because that value is already in use for a version of secret {arn}.");

    /// <summary>A name with other characters than the allowed ones.</summary>
    public static FaultException InvalidName() => new("ValidationException",
        "Invalid name. Must be a valid name containing alphanumeric characters, or any of the following: -/_+=.@!");

    /// <summary>A request without the token that makes it repeatable.</summary>
    public static FaultException NoToken() => InvalidRequest(NoTokenText);

    /// <summary>RotateSecret's own kind of the same refusal.</summary>
    public static FaultException NoRotationToken() => InvalidParameter(NoTokenText);

    /// <summary>Both values, where one is allowed.</summary>
    public static FaultException TwoValues() => InvalidParameter("You can't specify both a binary secret value and a string secret value in the same secret.");

    /// <summary>No value, where one is needed.</summary>
    public static FaultException NoValue() => InvalidRequest("You must provide either SecretString or SecretBinary.");

    /// <summary>A replica follows its primary, and nothing else.</summary>
    public static FaultException OnReplica()
        => InvalidParameter("Operation not permitted on a replica secret. Call must be made in primary secret's region.");

    /// <summary>A page token of another list, or no token at all.</summary>
    public static FaultException InvalidNextToken() => new("InvalidNextTokenException", "The NextToken value is invalid.");

    /// <summary>More than AWS allows.</summary>
    public static FaultException LimitExceeded(string message) => new("LimitExceededException", message);

    /// <summary>What should be a policy is none.</summary>
    public static FaultException MalformedPolicy(string message) => new("MalformedPolicyDocumentException", message);

    /// <summary>The policy lets too many in.</summary>
    public static FaultException PublicPolicy()
        => new("PublicPolicyException", "You can't attach a resource policy that allows broad access to the secret.");

    /// <summary>KMS refused to open a data key.</summary>
    public static FaultException DecryptionFailure(FaultException kms, Guid requestId) => Kms("DecryptionFailure", "decrypt", kms, requestId);

    /// <summary>KMS refused to make a data key.</summary>
    public static FaultException EncryptionFailure(FaultException kms, Guid requestId) => Kms("EncryptionFailure", "encrypt", kms, requestId);

    private const string NoTokenText = "You must provide a ClientRequestToken value. We recommend a UUID-type value.";

    // The caller's lack of permission on the key has a text that tells nothing of the key.
    private static FaultException Kms(string code, string verb, FaultException kms, Guid requestId)
        => kms.Code == "AccessDeniedException"
            ? AccessDenied("Access to KMS is not allowed")
            : new(code, $"Secrets Manager can't {verb} the secret value: {kms.Text ?? kms.Code} "
                + $"(Service: AWSKMS; Status Code: {kms.Status}; Error Code: {kms.Code}; Request ID: {requestId})");
}
