using Strongroom.Access;
using Strongroom.Aws;
using Strongroom.Hsm;
using Strongroom.Seams;

namespace Strongroom.Kms;

/// <summary>
/// Finds the key that a request names, has its use permitted and checks that it is fit for that: how every operation on a key begins that
/// is not about a ciphertext (<see cref="CiphertextOpener"/>).
/// </summary>
public sealed class UsableKeys(KeyStore keys, KmsAuthorizer authorizer)
{
    /// <summary>The key, and the generation to work with, for a signature, a MAC or a key agreement with <paramref name="algorithm"/>.</summary>
    /// <exception cref="FaultException">In AWS's order: no such key, forbidden, wrong usage or algorithm, wrong state, a dry run.</exception>
    public async ValueTask<UsableKey> GetAsync(Call call, KeyUse use, KeyRequest request, string algorithm, CancellationToken cancellation,
        string? messageType = null)
    {
        var key = (await keys.GetAsync(call, request.KeyId, cancellation)).Value;
        await authorizer.DemandAsync(call, use.Action, new()
        {
            Key = key,
            RequestKeyId = request.KeyId,
            GrantTokens = request.GrantTokens,
            SigningAlgorithm = use.Usage == KeyUsage.SignVerify ? algorithm : null,
            MessageType = messageType,
            MacAlgorithm = use.Usage == KeyUsage.GenerateVerifyMac ? algorithm : null,
            KeyAgreementAlgorithm = use.Usage == KeyUsage.KeyAgreement ? algorithm : null,
        }, cancellation);
        key.DemandAlgorithm(use.Usage, use.Operation, algorithm);
        return await ReadyAsync(key, request, cancellation);
    }

    /// <summary>The symmetric key, and the generation to work with, that is to wrap a data key.</summary>
    /// <inheritdoc cref="GetAsync" path="/exception"/>
    public async ValueTask<UsableKey> GetForDataKeyAsync(Call call, KeyUse use, KeyRequest request, EncryptionContext context,
        CancellationToken cancellation, string? pairSpec = null)
    {
        var key = (await keys.GetAsync(call, request.KeyId, cancellation)).Value;
        await authorizer.DemandAsync(call, use.Action, new()
        {
            Key = key,
            RequestKeyId = request.KeyId,
            GrantTokens = request.GrantTokens,
            Context = context,
            DataKeyPairSpec = pairSpec,
        }, cancellation);
        key.DemandSymmetric(use.Operation);
        return await ReadyAsync(key, request, cancellation);
    }

    private async ValueTask<UsableKey> ReadyAsync(KmsKey key, KeyRequest request, CancellationToken cancellation)
    {
        key.Demand(KeyAction.Cryptographic);
        if (request.DryRun == true) throw KmsFaults.DryRun();
        return new(key, await keys.CurrentAsync(key, cancellation));
    }
}

/// <summary>What an operation uses a key for.</summary>
/// <param name="Operation">AWS's name of the operation.</param>
/// <param name="Usage">The usage that a key must have.</param>
public sealed record KeyUse(string Operation, KeyUsage Usage)
{
    /// <summary>The action that policies name.</summary>
    public ActionName Action { get; } = KmsActions.Of(Operation);
}

/// <summary>What every request for the use of a key says.</summary>
public readonly record struct KeyRequest(string KeyId, IReadOnlyList<string>? GrantTokens, bool? DryRun);

/// <summary>A key that may be used now, with its current generation.</summary>
public readonly record struct UsableKey(KmsKey Key, WrappedBackingKey BackingKey);
