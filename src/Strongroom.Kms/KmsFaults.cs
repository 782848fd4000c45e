using Strongroom.Aws;

namespace Strongroom.Kms;

/// <summary>Every refusal of KMS, in AWS's words.</summary>
public static class KmsFaults
{
    /// <summary>A rule of the API that no other error names.</summary>
    public static FaultException Validation(string message) => new("ValidationException", message);

    /// <summary>No such key.</summary>
    public static FaultException KeyNotFound(string arn) => new("NotFoundException", $"Key '{arn}' does not exist");

    /// <summary>The text names no key at all.</summary>
    public static FaultException InvalidKeyId(string keyId) => new("NotFoundException", $"Invalid keyId '{keyId}'");

    /// <summary>The ARN is of another region.</summary>
    public static FaultException InvalidArn(string what) => new("NotFoundException", $"Invalid arn {what}");

    /// <summary>The text begins like an ARN and is none of a key or alias.</summary>
    public static FaultException MalformedArn(string arn) => new("InvalidArnException", $"Invalid ARN: {arn}");

    /// <summary>No such alias.</summary>
    public static FaultException AliasNotFound(string arn) => new("NotFoundException", $"Alias {arn} is not found.");

    /// <summary>The alias is taken.</summary>
    public static FaultException AliasExists(string arn) => new("AlreadyExistsException", $"An alias with the name {arn} already exists");

    /// <summary>The name has no <c>alias/</c> before it.</summary>
    public static FaultException AliasWithoutPrefix() => Validation(
        "Alias must start with the prefix \"alias/\". Please see https://docs.aws.amazon.com/kms/latest/developerguide/kms-alias.html");

    /// <summary>Names under <c>alias/aws/</c> belong to the services.</summary>
    public static FaultException AliasReserved() => new("NotAuthorizedException", null);

    /// <summary>The key has 50 aliases already.</summary>
    public static FaultException TooManyAliases(string arn) => new("LimitExceededException", $"The alias limit has been reached for the given keyId: {arn}");

    /// <summary>The key is switched off.</summary>
    public static FaultException Disabled(string arn) => new("DisabledException", $"{arn} is disabled.");

    /// <summary>Some state that forbids the action.</summary>
    public static FaultException InvalidState(string message) => new("KMSInvalidStateException", message);

    /// <summary>The key waits for its deletion.</summary>
    public static FaultException PendingDeletion(string arn) => InvalidState($"{arn} is pending deletion.");

    /// <summary>The key does not wait for its deletion.</summary>
    public static FaultException NotPendingDeletion(string arn) => InvalidState($"{arn} is not pending deletion.");

    /// <summary>The key has no material.</summary>
    public static FaultException PendingImport(string arn) => InvalidState($"{arn} is pending import.");

    /// <summary>The key's custom store is disconnected.</summary>
    public static FaultException Unavailable(string arn) => InvalidState($"{arn} is unavailable.");

    /// <summary>The key cannot do this, ever.</summary>
    public static FaultException Unsupported(string? message = null) => new("UnsupportedOperationException", message);

    /// <summary>The key's origin rules this out.</summary>
    public static FaultException OriginNotValid(string arn, KeyOrigin origin)
        => Unsupported($"{arn} origin is {WireNames.NameOf(origin)} which is not valid for this operation.");

    /// <summary>The key is for something else.</summary>
    public static FaultException UsageNotValidFor(string arn, KeyUsage usage, string operation)
        => new("InvalidKeyUsageException", $"{arn} key usage is {WireNames.NameOf(usage)} which is not valid for {operation}.");

    /// <summary>The algorithm does not go with the key.</summary>
    public static FaultException AlgorithmIncompatible(string algorithm, KeySpec spec)
        => new("InvalidKeyUsageException", $"Algorithm {algorithm} is incompatible with key spec {KeySpecs.NameOf(spec)}.");

    /// <summary>One answer for every way a ciphertext can be wrong, so that callers cannot probe which check failed.</summary>
    public static FaultException InvalidCiphertext() => new("InvalidCiphertextException", null);

    /// <summary>The ciphertext was made under a key that is not there, or is not the caller's to use.</summary>
    public static FaultException CiphertextRefersToNoKey() => new("AccessDeniedException",
        "The ciphertext refers to a customer master key that does not exist, does not exist in this region, or you are not allowed to access.");

    /// <summary>The ciphertext was made under another key than the one named.</summary>
    public static FaultException IncorrectKey()
        => new("IncorrectKeyException", "The key ID in the request does not identify a CMK that can perform this operation.");

    /// <summary>All would have gone well.</summary>
    public static FaultException DryRun() => new("DryRunOperationException", "The request would have succeeded, but the DryRun option is set.");

    /// <summary>A page marker that we did not make, or made for another list.</summary>
    public static FaultException InvalidMarker() => new("InvalidMarkerException", "Invalid marker.");

    /// <summary>No more than 25 rotations on demand in a key's life.</summary>
    public static FaultException OnDemandRotationLimit(string arn) => new("LimitExceededException",
        "The on-demand rotations limit has been reached for the given keyId. No more on-demand rotations can be performed for this key: " + arn);

    /// <summary>Another rotation is too near.</summary>
    public static FaultException RotationConflict(string arn)
        => new("ConflictException", $"An automatic rotation of {arn} is in progress or due within 20 minutes. Try again when it is done.");

    /// <summary>An import token that we did not make, or made for another key.</summary>
    public static FaultException InvalidImportToken() => new("InvalidImportTokenException", null);

    /// <summary>More than 24 hours have passed since the import token was made.</summary>
    public static FaultException ExpiredImportToken() => new("ExpiredImportTokenException", null);

    /// <summary>Imported material that is unsound, of another key spec, or not the one that was expected.</summary>
    public static FaultException IncorrectKeyMaterial(string message) => new("IncorrectKeyMaterialException", message);

    /// <summary>The key has no such material.</summary>
    public static FaultException MaterialNotFound(string keyMaterialId, string arn)
        => new("NotFoundException", $"Key material '{keyMaterialId}' is not associated with {arn}");

    /// <summary>Only one material may wait for its rotation.</summary>
    public static FaultException AnotherMaterialPending(string arn, string imported, string pending) => InvalidState(
        $"New key material (id: {imported}) cannot be imported into KMS key {arn}, because another key material (id: {pending}) is pending rotation.");

    /// <summary>There is nothing to rotate to.</summary>
    public static FaultException NoMaterialPending(string arn) => InvalidState($"{arn} has no key material pending rotation.");

    /// <summary>What the primary decides was asked of another key.</summary>
    public static FaultException NotPrimary(string arn) => Unsupported($"{arn} is not a multi-region primary key.");

    /// <summary>The region has this key already.</summary>
    public static FaultException ReplicaExists(string arn) => new("AlreadyExistsException", $"The key {arn} already exists.");

    /// <summary>A tag rule.</summary>
    public static FaultException Tag(string message) => new("TagException", message);

    /// <summary>The policy is no key policy.</summary>
    public static FaultException MalformedPolicy(string? message = null) => new("MalformedPolicyDocumentException", message);

    /// <summary>The policy would shut its author out.</summary>
    public static FaultException PolicyLocksOut() => MalformedPolicy("The new key policy will not allow you to update the key policy in the future.");

    /// <summary>Only <c>default</c> exists.</summary>
    public static FaultException NoSuchPolicy() => new("NotFoundException", "No such policy exists");

    /// <summary>Over a limit.</summary>
    public static FaultException LimitExceeded(string message) => new("LimitExceededException", message);

    /// <summary>No such custom key store.</summary>
    public static FaultException CustomKeyStoreNotFound(string id) => new("CustomKeyStoreNotFoundException", $"Custom key store '{id}' does not exist");

    /// <summary>The account has as many keys in the region as it may have.</summary>
    public static FaultException TooManyKeys(string account, string region)
        => LimitExceeded($"The KMS key limit has been reached for the account {account} in the Region {region}.");

    /// <summary>The key has as many grants as it may have.</summary>
    public static FaultException TooManyGrants(string arn) => LimitExceeded($"The grant limit has been reached for the given keyId: {arn}");

    /// <summary>The text names no grant at all.</summary>
    public static FaultException InvalidGrantId(string grantId) => new("InvalidGrantIdException", $"Invalid grant ID '{grantId}'");

    /// <summary>No such CloudHSM cluster.</summary>
    public static FaultException CloudHsmClusterNotFound(string id) => new("CloudHsmClusterNotFoundException", $"CloudHSM cluster '{id}' does not exist");

    /// <summary>The certificate is not the one of the cluster.</summary>
    public static FaultException IncorrectTrustAnchor()
        => new("IncorrectTrustAnchorException", "The trust anchor certificate is not the one that was used to initialize the cluster.");

    /// <summary>Nothing answers where an external key store proxy should.</summary>
    public static FaultException XksProxyUriUnreachable(string uri)
        => new("XksProxyUriUnreachableException", $"The external key store proxy at {uri} could not be reached.");

    /// <summary>No such endpoint service.</summary>
    public static FaultException XksProxyVpcEndpointServiceNotFound(string name)
        => new("XksProxyVpcEndpointServiceNotFoundException", $"The VPC endpoint service {name} could not be found.");

    /// <summary>The signature is not the key's own.</summary>
    public static FaultException InvalidSignature() => new("KMSInvalidSignatureException", null);

    /// <summary>The MAC is not the key's own.</summary>
    public static FaultException InvalidMac() => new("KMSInvalidMacException", null);

    /// <summary>RSA takes no more than its modulus and padding leave.</summary>
    public static FaultException PlaintextTooLong(string algorithm, KeySpec spec, int longest)
        => Validation($"Algorithm {algorithm} and key spec {KeySpecs.NameOf(spec)} cannot encrypt data larger than {longest} bytes.");

    /// <summary>Too many keys are being made at once; SDKs try again.</summary>
    public static FaultException Busy() => new("ThrottlingException", "Too many keys are being generated at once. Try again later.");

    /// <summary>No such grant on the key.</summary>
    public static FaultException GrantNotFound(string grantId) => new("NotFoundException", $"Grant ID {grantId} not found");

    /// <summary>A grant token that is none of ours.</summary>
    public static FaultException InvalidGrantToken() => new("InvalidGrantTokenException", "The request was rejected because a grant token is not valid.");

    /// <summary>The caller may not.</summary>
    public static FaultException AccessDenied(string text) => new("AccessDeniedException", text);
}
