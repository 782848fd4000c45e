using Strongroom.Aws;

namespace Strongroom.Kms;

/// <summary>The rows of AWS's table "Key states of KMS keys", by what they have in common.</summary>
public enum KeyAction
{
    /// <summary>Encrypt, Decrypt, data keys, Sign, Verify, MACs, GetPublicKey, DeriveSharedSecret.</summary>
    Cryptographic,
    /// <summary>CreateGrant.</summary>
    CreateGrant,
    /// <summary>CreateAlias, TagResource, UntagResource, UpdateKeyDescription; UpdateAlias for its new target.</summary>
    ChangeMetadata,
    /// <summary>EnableKey, DisableKey.</summary>
    EnableOrDisable,
    /// <summary>EnableKeyRotation, DisableKeyRotation.</summary>
    ChangeRotation,
    /// <summary>RotateKeyOnDemand.</summary>
    RotateOnDemand,
    /// <summary>GetKeyRotationStatus.</summary>
    GetRotationStatus,
    /// <summary>ScheduleKeyDeletion.</summary>
    ScheduleDeletion,
    /// <summary>CancelKeyDeletion.</summary>
    CancelDeletion,
    /// <summary>GetParametersForImport.</summary>
    GetParametersForImport,
    /// <summary>ImportKeyMaterial.</summary>
    ImportMaterial,
    /// <summary>DeleteImportedKeyMaterial.</summary>
    DeleteImportedMaterial,
    /// <summary>ReplicateKey.</summary>
    Replicate,
    /// <summary>UpdatePrimaryRegion.</summary>
    UpdatePrimaryRegion,
    /// <summary>DescribeKey, policies, lists, DeleteAlias, RetireGrant, RevokeGrant.</summary>
    Always,
}

/// <summary>What a key's state, spec and origin allow: a pure function of AWS's table (Developer Guide, "Key states of AWS KMS keys").</summary>
public static class KeyStates
{
    /// <summary>The refusal, or null where the action may be done.</summary>
    public static FaultException? Refuse(KeyAction action, KeyState state, KeySpec spec, KeyOrigin origin, string arn)
    {
        if (Unsupported(action, spec, origin, arn) is { } unsupported) return unsupported;
        return state switch
        {
            KeyState.Enabled => action == KeyAction.CancelDeletion ? KmsFaults.NotPendingDeletion(arn) : null,
            KeyState.Disabled => InDisabled(action, arn),
            KeyState.PendingDeletion or KeyState.PendingReplicaDeletion => InPendingDeletion(action, arn),
            KeyState.PendingImport => InPendingImport(action, arn),
            KeyState.Unavailable => InUnavailable(action, arn),
            KeyState.Creating => InCreating(action, arn),
            KeyState.Updating => InUpdating(action, arn),
            _ => KmsFaults.InvalidState($"{arn} is in an unknown state."),
        };
    }

    // Notes 7 and 9 of the table: whatever the state, rotation wants a symmetric key of our own making, and import wants an EXTERNAL one.
    private static FaultException? Unsupported(KeyAction action, KeySpec spec, KeyOrigin origin, string arn) => action switch
    {
        KeyAction.ChangeRotation when origin != KeyOrigin.AwsKms => KmsFaults.OriginNotValid(arn, origin),
        KeyAction.RotateOnDemand or KeyAction.GetRotationStatus when origin is KeyOrigin.AwsCloudHsm or KeyOrigin.ExternalKeyStore => KmsFaults.OriginNotValid(arn, origin),
        KeyAction.ChangeRotation or KeyAction.RotateOnDemand or KeyAction.GetRotationStatus when spec != KeySpec.SymmetricDefault => KmsFaults.Unsupported(),
        KeyAction.GetParametersForImport or KeyAction.ImportMaterial or KeyAction.DeleteImportedMaterial when origin != KeyOrigin.External
            => KmsFaults.OriginNotValid(arn, origin),
        _ => null,
    };

    private static FaultException? InDisabled(KeyAction action, string arn) => action switch
    {
        KeyAction.Cryptographic or KeyAction.CreateGrant or KeyAction.ChangeRotation or KeyAction.RotateOnDemand or KeyAction.Replicate
            or KeyAction.UpdatePrimaryRegion => KmsFaults.Disabled(arn),
        KeyAction.CancelDeletion => KmsFaults.NotPendingDeletion(arn),
        _ => null,
    };

    private static FaultException? InPendingDeletion(KeyAction action, string arn) => action switch
    {
        KeyAction.CancelDeletion or KeyAction.Always or KeyAction.GetRotationStatus or KeyAction.DeleteImportedMaterial => null,
        _ => KmsFaults.PendingDeletion(arn),
    };

    private static FaultException? InPendingImport(KeyAction action, string arn) => action switch
    {
        KeyAction.Cryptographic or KeyAction.CreateGrant or KeyAction.EnableOrDisable or KeyAction.RotateOnDemand or KeyAction.Replicate
            or KeyAction.UpdatePrimaryRegion => KmsFaults.PendingImport(arn),
        KeyAction.CancelDeletion => KmsFaults.NotPendingDeletion(arn),
        _ => null,
    };

    private static FaultException? InUnavailable(KeyAction action, string arn) => action switch
    {
        KeyAction.Cryptographic or KeyAction.Replicate or KeyAction.UpdatePrimaryRegion => KmsFaults.Unavailable(arn),
        KeyAction.CancelDeletion => KmsFaults.NotPendingDeletion(arn),
        _ => null,
    };

    private static FaultException? InCreating(KeyAction action, string arn) => action switch
    {
        KeyAction.ChangeMetadata or KeyAction.ScheduleDeletion or KeyAction.Always or KeyAction.GetRotationStatus => null,
        KeyAction.CancelDeletion => KmsFaults.NotPendingDeletion(arn),
        _ => KmsFaults.InvalidState($"{arn} is creating."),
    };

    private static FaultException? InUpdating(KeyAction action, string arn) => action switch
    {
        KeyAction.EnableOrDisable or KeyAction.ScheduleDeletion or KeyAction.GetParametersForImport or KeyAction.DeleteImportedMaterial
            or KeyAction.Replicate => KmsFaults.InvalidState($"{arn} is updating."),
        KeyAction.CancelDeletion => KmsFaults.NotPendingDeletion(arn),
        _ => null,
    };
}
