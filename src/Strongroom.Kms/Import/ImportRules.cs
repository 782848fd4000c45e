using Strongroom.Aws;

namespace Strongroom.Kms;

/// <summary>What ImportKeyMaterial demands of its members, and what imported material becomes: pure functions.</summary>
public static class ImportRules
{
    /// <summary>How far away an expiry may be.</summary>
    public const int MaxDays = 365;

    /// <summary>Refuses an expiry that does not go with its model, has passed, or is too far away.</summary>
    /// <exception cref="FaultException">ValidationException.</exception>
    public static void DemandExpiry(ExpirationModel model, DateTimeOffset? validTo, DateTimeOffset now)
    {
        if (model == ExpirationModel.DoesNotExpire)
        {
            if (validTo is not null) throw KmsFaults.Validation("A validTo date cannot be set if the ExpirationModel is KEY_MATERIAL_DOES_NOT_EXPIRE");
            return;
        }
        if (validTo is not { } date) throw KmsFaults.Validation("A validTo date must be set if the ExpirationModel is KEY_MATERIAL_EXPIRES");
        if (date <= now) throw KmsFaults.Validation("The validTo date must be in the future.");
        if (date > now.AddDays(MaxDays)) throw KmsFaults.Validation($"The validTo date must be at most {MaxDays} days in the future.");
    }

    /// <summary>Refuses members that only symmetric encryption keys have, or that contradict each other.</summary>
    /// <exception cref="FaultException">ValidationException.</exception>
    public static void DemandMembers(KmsKey key, ImportType? type, string? description, string? keyMaterialId)
    {
        if (key.KeySpec != KeySpec.SymmetricDefault && (type is not null || description is not null || keyMaterialId is not null))
            throw KmsFaults.Validation("ImportType, KeyMaterialDescription and KeyMaterialId are valid only for symmetric encryption KMS keys.");
        if (type == ImportType.New && keyMaterialId is not null)
            throw KmsFaults.Validation("You cannot specify a KeyMaterialId with ImportType NEW_KEY_MATERIAL.");
    }

    /// <summary>The material of the key that was imported again; null where it is new, and may be.</summary>
    /// <exception cref="FaultException">IncorrectKeyMaterialException, KMSInvalidStateException, UnsupportedOperationException.</exception>
    public static KeyMaterialGeneration? Decide(KmsKey key, string imported, ImportType? type, string? expected)
    {
        if (expected is not null && expected != imported)
            throw KmsFaults.IncorrectKeyMaterial($"The imported key material is not key material {expected} of {key.Arn}.");
        var known = key.FindMaterial(imported);
        if ((type ?? DefaultFor(key)) == ImportType.Existing)
            return known ?? throw KmsFaults.IncorrectKeyMaterial($"The imported key material has never been imported into {key.Arn}.");

        // A replica learns of new material from its primary only: the two would be keys that open different things.
        key.DemandNotReplica();
        if (known is not null) throw KmsFaults.IncorrectKeyMaterial($"The imported key material is already associated with {key.Arn}.");
        if (key.Pending is { } pending) throw KmsFaults.AnotherMaterialPending(key.Arn, imported, pending.KeyMaterialId);
        return null;
    }

    private static ImportType DefaultFor(KmsKey key) => key.Generations.Count == 0 ? ImportType.New : ImportType.Existing;
}
