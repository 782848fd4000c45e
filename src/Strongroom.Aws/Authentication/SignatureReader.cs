using Microsoft.Extensions.Primitives;

namespace Strongroom.Aws;

/// <summary>Reads a request's signature from its header or its query, using what is already known of others like it.</summary>
internal readonly struct SignatureReader(SigningKeys keys, SignedHeaderLists lists)
{
    public Refusal? Read(SignedRequest request, out SignatureClaim? claim)
    {
        claim = null;
        var authorization = request.Headers.Authorization;
        var inQuery = PresignedQuery.IsIn(request.Target);
        if (authorization.Count > 1 || (authorization.Count == 1 && inQuery)) return Refusals.TwoMechanisms;
        if (authorization.Count == 1) return ReadHeader(request, authorization[0] ?? "", out claim);
        if (inQuery) return ReadQuery(request, out claim);
        return PresignedQuery.IsVersion2(request.Target) ? Refusals.Version2 : Refusals.Missing;
    }

    private Refusal? ReadHeader(SignedRequest request, string authorization, out SignatureClaim? claim)
    {
        claim = null;
        var amzDate = request.Headers["X-Amz-Date"];
        var date = amzDate.Count > 0 ? amzDate : request.Headers.Date;
        if (AuthorizationHeader.Read(authorization, hasDate: date.Count > 0, out var header) is { } refusal) return refusal;
        if (date is not [{ } dateText] || !RequestTime.TryParseHttpDate(dateText, out var time))
            return Refusals.DateMalformed(date.ToString());
        if (ReadScope(header.Credential, out var scope) is { } wrongScope) return wrongScope;
        if (ReadSignedHeaders(header.SignedHeaders) is not { } signedHeaders) return Refusals.NoMatchAtAll;
        var token = request.Headers[PresignedQuery.SecurityToken];
        var timeText = dateText.Length == RequestTime.Length ? dateText : RequestTime.Format(time);
        authorization.AsSpan().Overlaps(header.Signature, out var at);
        claim = new(request, scope!, signedHeaders, authorization.AsMemory(at, header.Signature.Length), timeText)
        {
            Time = time,
            SessionToken = token.Count > 0 ? token.ToString() : null,
        };
        return null;
    }

    private Refusal? ReadQuery(SignedRequest request, out SignatureClaim? claim)
    {
        claim = null;
        var target = request.Target;
        if (PresignedQuery.Check(target) is { } refusal) return refusal;
        var dateText = target.Find(PresignedQuery.Date)!;
        if (!RequestTime.TryParse(dateText, out var time)) return Refusals.DateMalformed(dateText);
        if (PresignedQuery.ReadLifetime(target, out var lifetime) is { } wrongLifetime) return wrongLifetime;
        if (ReadScope(target.Find(PresignedQuery.Credential), out var scope) is { } wrongScope) return wrongScope;
        if (ReadSignedHeaders(target.Find(PresignedQuery.SignedHeaders)) is not { } signedHeaders) return Refusals.NoMatchAtAll;
        if (IsSaidTwice(request, PresignedQuery.SecurityToken) || IsSaidTwice(request, PresignedQuery.ContentSha256))
            return Refusals.NoMatchAtAll;
        claim = new(request, scope!, signedHeaders, target.Find(PresignedQuery.Signature)!.AsMemory(), dateText)
        {
            Time = time,
            SessionToken = target.Find(PresignedQuery.SecurityToken),
            Presigned = true,
            Lifetime = lifetime,
        };
        return null;
    }

    private static bool IsSaidTwice(SignedRequest request, string name) =>
        request.Target.Find(name) is not null && request.Headers.ContainsKey(name);

    private Refusal? ReadScope(ReadOnlySpan<char> text, out CredentialScope? scope)
    {
        scope = keys.Find(text)?.Scope;
        return scope is not null || CredentialScope.TryParse(text, out scope, out var refusal) ? null : refusal;
    }

    private SignedHeaderList? ReadSignedHeaders(ReadOnlySpan<char> text) =>
        lists.Find(text) ?? (SignedHeaderList.TryParse(text, out var list) ? list : null);
}
