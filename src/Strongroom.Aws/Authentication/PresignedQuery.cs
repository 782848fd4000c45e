namespace Strongroom.Aws;

/// <summary>A signature in the query: presigned URLs.</summary>
internal static class PresignedQuery
{
    public const string Algorithm = "X-Amz-Algorithm", Credential = "X-Amz-Credential", Date = "X-Amz-Date", Expires = "X-Amz-Expires",
        SignedHeaders = "X-Amz-SignedHeaders", Signature = "X-Amz-Signature",
        SecurityToken = "X-Amz-Security-Token", ContentSha256 = "X-Amz-Content-Sha256";

    private const int MaxSeconds = 7 * 24 * 60 * 60;

    private static readonly string[] Required = [Algorithm, Credential, Signature, Date, SignedHeaders];
    private static readonly string[] Optional = [Expires, SecurityToken, ContentSha256];

    /// <summary>True if the query says anything about a signature.</summary>
    public static bool IsIn(RawTarget target) =>
        target.Query.Count > 0 && (target.Find(Algorithm) ?? target.Find(Signature) ?? target.Find(Credential)) is not null;

    /// <summary>True for a query signed by the version before, which some tools still make unless told otherwise.</summary>
    public static bool IsVersion2(RawTarget target) => target.Count("AWSAccessKeyId") > 0 && target.Count("Signature") > 0;

    /// <summary>Checks that every parameter is there once, and the algorithm ours.</summary>
    public static Refusal? Check(RawTarget target)
    {
        foreach (var name in Required)
        {
            if (target.Find(name) is not { Length: > 0 }) return Refusals.QueryIncomplete(name);
            if (target.Count(name) > 1) return Refusals.QueryRepeated(name);
        }

        foreach (var name in Optional)
        {
            if (target.Count(name) > 1) return Refusals.QueryRepeated(name);
        }

        var algorithm = target.Find(Algorithm)!;
        return algorithm != AuthorizationHeader.Algorithm ? Refusals.UnsupportedQueryAlgorithm(algorithm) : null;
    }

    /// <summary>Reads X-Amz-Expires, 1 to 604,800 seconds; null if it is not there.</summary>
    public static Refusal? ReadLifetime(RawTarget target, out TimeSpan? lifetime)
    {
        lifetime = null;
        if (target.Find(Expires) is not { } text) return null;
        if (text.StartsWith('-')) return Refusals.ExpiresNotPositive;
        if (text.Length == 0 || text.AsSpan().ContainsAnyExceptInRange('0', '9')) return Refusals.ExpiresMalformed;
        if (!int.TryParse(text, out var seconds) || seconds > MaxSeconds) return Refusals.ExpiresTooLong;
        if (seconds < 1) return Refusals.ExpiresNotPositive;
        lifetime = TimeSpan.FromSeconds(seconds);
        return null;
    }
}
