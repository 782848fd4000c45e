using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using Strongroom.Cryptography;

namespace Strongroom.Aws;

/// <summary>Verifies AWS Signature Version 4, in a header or in the query.</summary>
/// <remarks>
/// First <see cref="TryRead"/>, which says for which service a request was signed; then the body, where that service's rules hash it; then
/// <see cref="AuthenticateAsync"/>. A refusal is a value, not an exception, because anyone on the network can cause one.
/// </remarks>
/// <param name="credentials">Finds access keys. Asked on every request.</param>
/// <param name="time">The clock.</param>
/// <param name="regions">The regions that signatures may be made for; any, if null.</param>
/// <param name="cachedKeys">How many signing keys are kept, each for one access key, region, service and day.</param>
public sealed class Authenticator(ICredentials credentials, TimeProvider time, IReadOnlySet<string>? regions = null, int cachedKeys = 4096)
    : IDisposable
{
    private readonly SigningKeys _keys = new(cachedKeys);
    private readonly SignedHeaderLists _lists = new();
    private readonly SigningKey _nobodys = SigningKey.Nobodys();

    /// <summary>Reads what a request says about its signature. Believes nothing yet.</summary>
    public bool TryRead(SignedRequest request, [NotNullWhen(true)] out SignatureClaim? claim, [NotNullWhen(false)] out Refusal? refusal)
    {
        var reader = new SignatureReader(_keys, _lists);
        refusal = reader.Read(request, out claim);
        return refusal is null;
    }

    /// <summary>Decides whether the claim is true.</summary>
    /// <param name="claim">From <see cref="TryRead"/>.</param>
    /// <param name="rules">Of the service that the claim names.</param>
    /// <param name="body">The whole body, where <see cref="SignatureRules.HashesBody"/>; else it is not looked at.</param>
    /// <param name="cancellation">Gives up waiting for the credential.</param>
    public async ValueTask<Authentication> AuthenticateAsync(
        SignatureClaim claim, SignatureRules rules, ReadOnlySequence<byte> body, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        if (regions is not null && !regions.Contains(claim.Scope.Region) && !IsGlobal(claim.Scope)) return Refusals.WrongRegion(claim.Scope.Region);
        if ((SignatureChecks.Time(claim, rules, now) ?? SignatureChecks.Coverage(claim, rules)) is { } refusal) return refusal;
        var credential = await credentials.FindAsync(claim.Scope.AccessKeyId, claim.SessionToken, cancellation);
        return Verify(claim, rules, body, credential, now);
    }

    /// <summary>Wipes the cached keys.</summary>
    public void Dispose()
    {
        _keys.Dispose();
        _nobodys.Dispose();
    }

    private Authentication Verify(
        SignatureClaim claim, SignatureRules rules, ReadOnlySequence<byte> body, Credential? credential, DateTimeOffset now)
    {
        var builder = new Utf8Builder(stackalloc byte[1024]);
        try
        {
            if (StringToSign.Write(ref builder, claim, rules, body, out var payload) is { } refusal) return refusal;
            if (!IsRight(claim, credential, builder.Written)) return credential is null ? Unknown(claim) : Refusals.NoMatchAtAll;
            if (credential!.Expires <= now) return Refusals.SessionExpired;
            _lists.Add(claim.SignedHeaders);
            var signedChunks = payload.Kind is PayloadKind.SignedChunks or PayloadKind.SignedChunksAndTrailer;
            var chunkKey = signedChunks ? SigningKey.DeriveBytes(claim.Scope, credential) : null;
            return new(new(claim, credential.Caller, payload, chunkKey), null);
        }
        finally
        {
            builder.Dispose();
        }
    }

    /// <summary>Compares signatures. A wrong one, and one of an unknown key, cost the same: two signatures and a derivation.</summary>
    private bool IsRight(SignatureClaim claim, Credential? credential, ReadOnlySpan<byte> stringToSign)
    {
        Span<byte> claimed = stackalloc byte[Hash.Sha256Length];
        if (!LowerHex.TryRead(claim.SignatureText.Span, claimed)) return false;

        Span<byte> computed = stackalloc byte[Hash.Sha256Length];
        var cached = credential is null ? null : _keys.Find(claim.Scope.Text);
        if (cached?.Revision != credential?.Revision) cached = null;
        var signed = (cached ?? _nobodys).TrySign(stringToSign, computed);
        if (FixedTime.Equals(claimed, computed) && signed && cached is not null) return true;

        var derived = SigningKey.Derive(claim.Scope, credential ?? credentials.Decoy);
        signed = derived.TrySign(stringToSign, computed);
        if (FixedTime.Equals(claimed, computed) && signed && credential is not null)
        {
            _keys.Add(derived);
            return true;
        }

        derived.Dispose();
        return false;
    }

    // These have no region; clients sign for us-east-1 whatever the region they are set to.
    private static bool IsGlobal(CredentialScope scope) => scope is { Region: "us-east-1", Service: "iam" or "sts" };

    private static Refusal Unknown(SignatureClaim claim) => claim.SessionToken is null ? Refusals.UnknownKey : Refusals.UnknownToken;
}
