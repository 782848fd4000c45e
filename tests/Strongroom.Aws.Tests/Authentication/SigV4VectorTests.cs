using System.Text;
using System.Text.Json;

namespace Strongroom.Aws.Tests.Authentication;

public sealed class SigV4VectorTests
{
    [Fact]
    public Task The_published_requests_signed_in_a_header_are_believed() =>
        SigningVectors.RunAll("sigv4.json (header)", SigningVectors.Cases("sigv4/sigv4.json"), vector => Check(vector, "header"));

    [Fact]
    public Task The_published_requests_signed_in_the_query_are_believed() =>
        SigningVectors.RunAll("sigv4.json (query)", SigningVectors.Cases("sigv4/sigv4.json"), vector => Check(vector, "query"));

    [Fact]
    public void SigV4A_is_not_offered_and_its_cases_are_counted()
    {
        var count = SigningVectors.Cases("sigv4/sigv4a.json").Count;
        Console.WriteLine($"vectors sigv4a.json: 0 passed, 0 failed, {count} skipped (SigV4A is not offered)");
        Assert.NotEqual(0, count);
    }

    private static async Task<string?> Check(JsonElement vector, string place)
    {
        var context = vector.GetProperty("context");
        var credentials = context.GetProperty("credentials");
        var token = credentials.TryGetProperty("token", out var given) ? given.GetString() : null;
        var known = new KnownCredentials();
        known.Add(credentials.Text("access_key_id"), credentials.Text("secret_access_key"), token);
        var clock = new FixedClock(context.GetProperty("timestamp").GetDateTimeOffset());
        using var authenticator = new Authenticator(known, clock);
        var rules = SignatureRules.Standard with
        {
            NormalizesPath = context.GetProperty("normalize").GetBoolean(),
            SessionTokenMayBeUnsigned = context.TryGetProperty("omit_session_token", out var omit) && omit.GetBoolean(),
        };

        var request = RawRequest.Parse(vector.Text($"{place}-signed-request"));
        if (!authenticator.TryRead(request.ToSigned()!.Value, out var claim, out var refusal)) return refusal.Text;
        if (!claim.SignatureText.Span.SequenceEqual(vector.Text($"{place}-signature"))) return "read another signature";
        if (Canonical(claim, rules, request) is var canonical && canonical != vector.Text($"{place}-canonical-request")) return canonical;
        if (ToSign(claim, rules, request) is var text && text != vector.Text($"{place}-string-to-sign")) return text;
        var result = await authenticator.AuthenticateAsync(claim, rules, request.Sequence, default);
        if (result.Refused is { } refused) return refused.Text;

        // The test can fail: the same request with another secret is refused.
        known.Add(credentials.Text("access_key_id"), credentials.Text("secret_access_key") + "x", token, revision: 2);
        result = await authenticator.AuthenticateAsync(claim, rules, request.Sequence, default);
        return result.Refused is null ? "believed with another secret" : null;
    }

    private static string Canonical(SignatureClaim claim, SignatureRules rules, RawRequest request)
    {
        var hash = Encoding.ASCII.GetBytes(PlainSigner.HashOf(request.Body));
        var builder = new Utf8Builder([]);
        Assert.True(CanonicalRequest.TryWrite(ref builder, claim, rules, hash));
        return Encoding.UTF8.GetString(builder.Written);
    }

    private static string ToSign(SignatureClaim claim, SignatureRules rules, RawRequest request)
    {
        var builder = new Utf8Builder([]);
        return StringToSign.Write(ref builder, claim, rules, request.Sequence, out _)?.Text ?? Encoding.UTF8.GetString(builder.Written);
    }
}
