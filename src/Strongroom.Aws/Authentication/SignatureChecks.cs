using Microsoft.AspNetCore.Http;

namespace Strongroom.Aws;

/// <summary>What can be wrong with a signature before it is computed.</summary>
internal static class SignatureChecks
{
    private const string Prefix = "x-amz-";

    /// <summary>The scope's day is the request's, and the request is neither too old nor ahead of its time, both ends included.</summary>
    public static Refusal? Time(SignatureClaim claim, SignatureRules rules, DateTimeOffset now)
    {
        if (!claim.TimeText.AsSpan(0, 8).SequenceEqual(claim.Scope.Date)) return Refusals.WrongDate(claim.Scope.Date, claim.TimeText);
        if (rules.PresignedNeedsLifetime && claim is { Presigned: true, Lifetime: null })
            return Refusals.QueryIncomplete(PresignedQuery.Expires);
        var age = now - claim.Time;
        var allowed = claim.Lifetime ?? rules.Skew;
        if (age > allowed) return Refusals.Expired(claim.Time, now, allowed, claim.Presigned);
        return -age > rules.Skew ? Refusals.NotYetCurrent(claim.Time, now, rules.Skew, claim.Presigned) : null;
    }

    /// <summary>The signature covers the host and every <c>x-amz-</c> header that was sent.</summary>
    public static Refusal? Coverage(SignatureClaim claim, SignatureRules rules)
    {
        if (!claim.SignedHeaders.Contains("host")) return Refusals.HeaderNotSigned("host");
        var count = 0;
        foreach (var (name, _) in claim.Request.Headers)
        {
            if (name.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase)) count++;
        }

        // As many sent as signed: none is unsigned, since a signed one that was not sent is refused when the canonical request is written.
        return count <= claim.SignedHeaders.AmzCount ? null : FirstUncovered(claim, rules);
    }

    private static Refusal? FirstUncovered(SignatureClaim claim, SignatureRules rules)
    {
        foreach (var (name, _) in claim.Request.Headers)
        {
            if (!name.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase) || claim.SignedHeaders.Contains(name)) continue;
            if (!IsCoveredOtherwise(name, rules)) return Refusals.HeaderNotSigned(name.ToLowerInvariant());
        }

        return null;
    }

    // The body's hash is a line of its own in the canonical request.
    private static bool IsCoveredOtherwise(string name, SignatureRules rules) =>
        name.Equals(PresignedQuery.ContentSha256, StringComparison.OrdinalIgnoreCase)
        || (rules.SessionTokenMayBeUnsigned && name.Equals(PresignedQuery.SecurityToken, StringComparison.OrdinalIgnoreCase));
}
