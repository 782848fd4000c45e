using Strongroom.Aws;

namespace Strongroom.Kms;

/// <summary>A KMS key as CreateKey and DescribeKey show it.</summary>
public sealed record KeyMetadata
{
    /// <summary>The owner.</summary>
    public required string AWSAccountId { get; init; }
    /// <summary>The id.</summary>
    public required string KeyId { get; init; }
    /// <summary>The ARN.</summary>
    public required string Arn { get; init; }
    /// <summary>When it was created.</summary>
    public required DateTimeOffset CreationDate { get; init; }
    /// <summary>True in state Enabled.</summary>
    public required bool Enabled { get; init; }
    /// <summary>The description.</summary>
    public required string Description { get; init; }
    /// <summary>The usage.</summary>
    public required string KeyUsage { get; init; }
    /// <summary>The state.</summary>
    public required string KeyState { get; init; }
    /// <summary>When it will be deleted.</summary>
    public DateTimeOffset? DeletionDate { get; init; }
    /// <summary>When imported material expires.</summary>
    public DateTimeOffset? ValidTo { get; init; }
    /// <summary>The origin.</summary>
    public required string Origin { get; init; }
    /// <summary>Whether imported material expires.</summary>
    public string? ExpirationModel { get; init; }
    /// <summary>AWS or CUSTOMER.</summary>
    public required string KeyManager { get; init; }
    /// <summary>KeySpec, under its older name.</summary>
    public required string CustomerMasterKeySpec { get; init; }
    /// <summary>The spec.</summary>
    public required string KeySpec { get; init; }
    /// <summary>For encryption keys.</summary>
    public IReadOnlyList<string>? EncryptionAlgorithms { get; init; }
    /// <summary>For signing keys.</summary>
    public IReadOnlyList<string>? SigningAlgorithms { get; init; }
    /// <summary>For key agreement keys.</summary>
    public IReadOnlyList<string>? KeyAgreementAlgorithms { get; init; }
    /// <summary>For HMAC keys.</summary>
    public IReadOnlyList<string>? MacAlgorithms { get; init; }
    /// <summary>True for multi-Region keys.</summary>
    public required bool MultiRegion { get; init; }
    /// <summary>The related keys, for multi-Region keys.</summary>
    public MultiRegionConfiguration? MultiRegionConfiguration { get; init; }
    /// <summary>The waiting period that begins when the last replica is gone.</summary>
    public int? PendingDeletionWindowInDays { get; init; }
    /// <summary>The material that encrypts, for symmetric keys that have some.</summary>
    public string? CurrentKeyMaterialId { get; init; }

    /// <summary>What there is to show of <paramref name="key"/>.</summary>
    public static KeyMetadata Of(KmsKey key) => new()
    {
        AWSAccountId = key.Account,
        KeyId = key.KeyId,
        Arn = key.Arn,
        CreationDate = key.CreationDate,
        Enabled = key.State == Kms.KeyState.Enabled,
        Description = key.Description,
        KeyUsage = WireNames.NameOf(key.KeyUsage),
        KeyState = WireNames.NameOf(key.State),
        DeletionDate = key.DeletionDate,
        ValidTo = key.ValidTo,
        Origin = WireNames.NameOf(key.Origin),
        ExpirationModel = key.ExpirationModel,
        KeyManager = WireNames.NameOf(key.KeyManager),
        CustomerMasterKeySpec = KeySpecs.NameOf(key.KeySpec),
        KeySpec = KeySpecs.NameOf(key.KeySpec),
        EncryptionAlgorithms = key.KeyUsage == Kms.KeyUsage.EncryptDecrypt ? key.Algorithms : null,
        SigningAlgorithms = key.KeyUsage == Kms.KeyUsage.SignVerify ? key.Algorithms : null,
        KeyAgreementAlgorithms = key.KeyUsage == Kms.KeyUsage.KeyAgreement ? key.Algorithms : null,
        MacAlgorithms = key.KeyUsage == Kms.KeyUsage.GenerateVerifyMac ? key.Algorithms : null,
        MultiRegion = key.MultiRegion,
        MultiRegionConfiguration = key.MultiRegion ? Kms.MultiRegionConfiguration.Of(key) : null,
        PendingDeletionWindowInDays = key.PendingDeletionWindowInDays,
        CurrentKeyMaterialId = key.KeySpec == Kms.KeySpec.SymmetricDefault && key.Generations.Count > 0 ? key.Current.KeyMaterialId : null,
    };
}
