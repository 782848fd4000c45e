using Strongroom.Access;
using Strongroom.Aws;
using Strongroom.Hsm;

namespace Strongroom.Kms.Operations;

/// <summary>Makes a KMS key with its first key material (none where it will be imported).</summary>
[Operation("TrentService.CreateKey")]
public sealed class CreateKey(KmsAuthorizer authorizer, ISecurityModule module, IPrincipalIds principals, KmsQuotas quotas)
    : IOperation<CreateKey.Request, CreateKey.Response>
{
    /// <summary>What is asked.</summary>
    public sealed record Request
    {
        /// <summary>The key policy; the default one where none is given.</summary>
        [Length(1, 131072), Pattern(@"[\u0009\u000A\u000D\u0020-\u00FF]+")] public string? Policy { get; init; }
        /// <summary>0 to 8,192 characters.</summary>
        [Length(0, 8192)] public string? Description { get; init; }
        /// <summary>What the key is for; may be left out only for symmetric encryption keys.</summary>
        public Wire<KeyUsage>? KeyUsage { get; init; }
        /// <summary>KeySpec, under its older name.</summary>
        public Wire<KeySpec>? CustomerMasterKeySpec { get; init; }
        /// <summary>The kind of key material; SYMMETRIC_DEFAULT where none is given.</summary>
        public Wire<KeySpec>? KeySpec { get; init; }
        /// <summary>Where the material comes from; AWS_KMS where nothing is given.</summary>
        public Wire<KeyOrigin>? Origin { get; init; }
        /// <summary>A custom key store; there is none.</summary>
        [Length(1, 64)] public string? CustomKeyStoreId { get; init; }
        /// <summary>Allows a policy that locks its author out.</summary>
        public bool? BypassPolicyLockoutSafetyCheck { get; init; }
        /// <summary>At most 50.</summary>
        public IReadOnlyList<KeyTagMember>? Tags { get; init; }
        /// <summary>True for the primary of a multi-Region key.</summary>
        public bool? MultiRegion { get; init; }
        /// <summary>A key in an external key store; there is none.</summary>
        [Length(1, 128), Pattern("^[a-zA-Z0-9-_.]+$")] public string? XksKeyId { get; init; }
    }

    /// <summary>The answer.</summary>
    public sealed record Response(KeyMetadata KeyMetadata);

    /// <inheritdoc/>
    public async ValueTask<Response> InvokeAsync(Request request, Call call, CancellationToken cancellation)
    {
        var (spec, usage) = SpecOf(request);
        var origin = OriginOf(request, spec);
        var tags = KeyTags.Parse(request.Tags, []);

        var id = Guid.NewGuid();
        var key = new KmsKey
        {
            Account = call.Account,
            Region = call.Region,
            KeyId = request.MultiRegion == true ? "mrk-" + id.ToString("n") : id.ToString("d"),
            KeySpec = spec,
            KeyUsage = usage,
            Origin = origin,
            Description = request.Description ?? "",
            CreationDate = call.Time,
            State = origin == KeyOrigin.External ? KeyState.PendingImport : KeyState.Enabled,
            Tags = tags,
            MultiRegion = request.MultiRegion == true,
        };
        await authorizer.DemandCreateAsync(call, key, request.BypassPolicyLockoutSafetyCheck ?? false, cancellation);
        if (request.CustomKeyStoreId is { } store) throw KmsFaults.CustomKeyStoreNotFound(store);
        await quotas.DemandRoomForKeyAsync(key.Account, key.Region, cancellation);
        var policy = await KeyPolicy.ForNewKeyAsync(call, key, request.Policy, request.BypassPolicyLockoutSafetyCheck == true, principals, authorizer, cancellation);

        if (origin == KeyOrigin.AwsKms)
        {
            var wrapped = await BackingKey.GenerateAsync(module, key, call.Changes, cancellation);
            key = key with { Generations = [new(wrapped.Identity.Id, wrapped.KeyMaterialId)] };
        }
        call.Changes.Create(KmsKey.Records, KmsKey.RecordKeyOf(key.Account, key.Region, key.KeyId), key);
        KmsQuotas.CountKey(call.Changes, key, 1);
        call.Changes.Create(KeyPolicy.Records, KeyPolicy.RecordKeyOf(key), policy);
        call.Touch(key.Account, "AWS::KMS::Key", key.Arn);
        return new(KeyMetadata.Of(key));
    }

    private static (KeySpec, KeyUsage) SpecOf(Request request)
    {
        if (request is { KeySpec: not null, CustomerMasterKeySpec: not null })
            throw KmsFaults.Validation("You cannot specify KeySpec and CustomerMasterKeySpec in the same request. CustomerMasterKeySpec is deprecated.");
        var spec = (request.KeySpec ?? request.CustomerMasterKeySpec)?.Value ?? Kms.KeySpec.SymmetricDefault;
        var usage = request.KeyUsage?.Value ?? (spec == Kms.KeySpec.SymmetricDefault
            ? Kms.KeyUsage.EncryptDecrypt
            : throw KmsFaults.Validation("You must specify a KeyUsage value for all KMS keys except for symmetric encryption keys."));
        if (spec == Kms.KeySpec.Sm2) throw KmsFaults.Unsupported("KeySpec SM2 is offered in China Regions only.");
        if (KeySpecs.AlgorithmsOf(spec, usage) is null)
            throw KmsFaults.Validation($"KeyUsage {WireNames.NameOf(usage)} is not compatible with KeySpec {KeySpecs.NameOf(spec)}");
        return (spec, usage);
    }

    private static KeyOrigin OriginOf(Request request, KeySpec spec)
    {
        var origin = request.Origin?.Value ?? KeyOrigin.AwsKms;
        var name = WireNames.NameOf(origin);
        var inStore = origin is KeyOrigin.AwsCloudHsm or KeyOrigin.ExternalKeyStore;
        if (inStore && request.CustomKeyStoreId is null) throw KmsFaults.Validation($"A CustomKeyStoreId is required when the Origin is {name}.");
        if (!inStore && request.CustomKeyStoreId is not null) throw KmsFaults.Validation($"A CustomKeyStoreId is not valid when the Origin is {name}.");
        if (origin == KeyOrigin.ExternalKeyStore && request.XksKeyId is null) throw KmsFaults.Validation("An XksKeyId is required when the Origin is EXTERNAL_KEY_STORE.");
        if (origin != KeyOrigin.ExternalKeyStore && request.XksKeyId is not null) throw KmsFaults.Validation($"An XksKeyId is not valid when the Origin is {name}.");
        if (inStore && spec != Kms.KeySpec.SymmetricDefault) throw KmsFaults.Unsupported($"KeySpec {KeySpecs.NameOf(spec)} is not supported for Origin {name}.");
        if (inStore && request.MultiRegion == true) throw KmsFaults.Unsupported($"Multi-Region keys are not supported for Origin {name}.");
        return origin;
    }
}
