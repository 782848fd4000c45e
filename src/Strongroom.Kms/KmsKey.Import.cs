using System.Text.Json.Serialization;

namespace Strongroom.Kms;

/// <content>What imported key material adds to a key. A key of another origin has nothing here.</content>
public sealed partial record KmsKey
{
    /// <summary>Imported material that waits for RotateKeyOnDemand: not yet the key's for good. Null for none.</summary>
    public KeyMaterialGeneration? Pending { get; init; }

    /// <summary>True when every material that is the key's for good is here: without one of them the key is pending import.</summary>
    [JsonIgnore]
    public bool HasAllMaterial => Generations.Count > 0 && Generations.All(static generation => generation.Import is not { IsPresent: false });

    /// <summary>When the first of the materials that are the key's for good expires; null where none does.</summary>
    [JsonIgnore]
    public DateTimeOffset? ValidTo => Generations.Min(static generation => generation.Import is { IsPresent: true } import ? import.ValidTo : null);

    /// <summary>AWS's name of whether material expires; null where there is no imported material.</summary>
    [JsonIgnore]
    public string? ExpirationModel => Generations.Any(static generation => generation.Import is { IsPresent: true })
        ? new ImportedMaterial(IsPresent: true, ValidTo).ExpirationModel : null;

    /// <summary>All materials, the pending one last.</summary>
    [JsonIgnore]
    public IEnumerable<KeyMaterialGeneration> Materials => Pending is null ? Generations : Generations.Append(Pending);

    /// <summary>The material of this id; null for one that is none of the key's.</summary>
    public KeyMaterialGeneration? FindMaterial(string keyMaterialId) => Materials.FirstOrDefault(material => material.KeyMaterialId == keyMaterialId);

    /// <summary>This key with other facts about one of its materials, and the state that follows.</summary>
    public KmsKey WithImport(string keyMaterialId, ImportedMaterial import)
    {
        KeyMaterialGeneration Changed(KeyMaterialGeneration material) => material.KeyMaterialId == keyMaterialId ? material with { Import = import } : material;
        return (this with { Generations = [.. Generations.Select(Changed)], Pending = Pending is null ? null : Changed(Pending) }).InStateOfMaterial();
    }

    /// <summary>This key with its first material, which becomes current, or with one that waits for its rotation.</summary>
    public KmsKey WithNewMaterial(KeyMaterialGeneration material)
        => (Generations.Count == 0 ? this with { Generations = [material] } : this with { Pending = material }).InStateOfMaterial();

    /// <summary>This key as it is to be seen at <paramref name="now"/>: expired material is as good as gone, whether or not it was removed yet.</summary>
    public KmsKey AsOf(DateTimeOffset now)
        => Origin == KeyOrigin.External && State is KeyState.Enabled or KeyState.Disabled && ValidTo <= now ? this with { State = KeyState.PendingImport } : this;

    /// <summary>True when some material has expired and is still here.</summary>
    public bool HasExpiredMaterialAt(DateTimeOffset now)
        => Origin == KeyOrigin.External && Materials.Any(material => material.Import?.HasExpiredAt(now) == true);

    /// <summary>
    /// This key in the state that its material leaves it: pending import without, enabled once all has come. Whatever was disabled stays so
    /// while its material is here; a deletion goes on.
    /// </summary>
    public KmsKey InStateOfMaterial() => this with
    {
        State = State switch
        {
            KeyState.Enabled or KeyState.Disabled when !HasAllMaterial => KeyState.PendingImport,
            KeyState.PendingImport when HasAllMaterial => KeyState.Enabled,
            _ => State,
        },
    };
}
