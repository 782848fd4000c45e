using Strongroom.Aws;

namespace Strongroom.Kms;

/// <summary>What ListKeyRotations lists.</summary>
public enum IncludeKeyMaterial
{
    /// <summary>Also the first key material and any that waits for its rotation.</summary>
    [WireName("ALL_KEY_MATERIAL")] AllKeyMaterial,
    /// <summary>What rotations brought.</summary>
    [WireName("ROTATIONS_ONLY")] RotationsOnly,
}
