using System.Text;
using CsCheck;

namespace Strongroom.Aws.Tests.Authentication;

/// <summary>Requests of any shape, signed by a signer that shares no code, and signatures that are garbage.</summary>
public sealed class AnyRequestTests
{
    private const string Characters = "abcXYZ019-._~!$&'()*+,;=:@% \u00e9\u2603";

    private static readonly Gen<string> Segment = Gen.String[Gen.Char[Characters], 0, 6].Select(Uri.EscapeDataString);

    private static readonly Gen<string> Path = Gen.OneOf(Segment, Gen.Const(".."), Gen.Const("."), Gen.Const("")).Array[0, 6]
        .Select(parts => "/" + string.Join('/', parts));

    private static readonly Gen<string> Query = Gen
        .Select(Segment, Gen.OneOf(Segment, Gen.Const("a+b")), (name, value) => $"q{name}={value}").Array[0, 5]
        .Select(pairs => pairs.Length == 0 ? "" : "?" + string.Join('&', pairs));

    private static readonly Gen<(string, string)> Header = Gen.Select(
        Gen.String[Gen.Char["abcxyz-"], 1, 8], Gen.String[Gen.Char["ab  \t,;=\""], 0, 12], (name, value) => ("X-" + name, value));

    private static readonly Gen<RawRequest> Request = Gen.Select(
        Gen.OneOf(new[] { "GET", "PUT", "POST", "DELETE", "HEAD" }.Select(Gen.Const).ToArray()),
        Path,
        Query,
        Header.Array[0, 6],
        Gen.Byte.Array[0, 200],
        (method, path, query, headers, body) => new RawRequest(method, path + query, [("Host", "localhost:4566"), .. headers], body));

    private static RawRequest RightQuery { get; } = Sample.S3.SignQuery(Sample.GetObject, 60);

    private static string RightAuthorization { get; } =
        Sample.Kms.SignHeader(Sample.Encrypt).Headers.Single(header => header.Name == "Authorization").Value;

    [Fact]
    public Task Any_request_signed_in_a_header_is_believed() =>
        Check.SampleAsync(Request, request => IsBelieved(Sample.Kms.SignHeader(request), SignatureRules.Standard), iter: 500);

    [Fact]
    public Task Any_request_to_object_storage_is_believed() =>
        Check.SampleAsync(Request, request => IsBelieved(Sample.S3.SignHeader(request), SignatureRules.ObjectStorage), iter: 500);

    [Fact]
    public Task Any_presigned_request_is_believed() => Check.SampleAsync(Request, async request =>
    {
        await IsBelieved(Sample.S3.SignQuery(request, 60), SignatureRules.ObjectStorage);
        await IsBelieved(Sample.Kms.SignQuery(request, 60), SignatureRules.Standard);
    }, iter: 500);

    [Fact]
    public Task Garbage_in_the_authorization_header_is_refused() => Check.SampleAsync(Mangled(RightAuthorization), async text =>
    {
        using var authenticator = Sample.At(Sample.Moment);
        var request = Sample.Kms.SignHeader(Sample.Encrypt);
        var refusal = await request.With("Authorization", text).RefusalFrom(authenticator, SignatureRules.Standard);
        if (refusal is null) Assert.Equal(Parts(RightAuthorization), Parts(text));
        else foreach (var protocol in Enum.GetValues<WireProtocol>()) Assert.NotEmpty(refusal.ToFault(protocol).Code);
    }, iter: 3000);

    [Fact]
    public Task Garbage_in_the_query_is_refused() => Check.SampleAsync(Mangled(RightQuery.Target), async target =>
    {
        using var authenticator = Sample.At(Sample.Moment);
        if (await (RightQuery with { Target = target }).RefusalFrom(authenticator, SignatureRules.ObjectStorage) is null)
            Assert.Equal(Sorted(RightQuery.Target), Sorted(target));
    }, iter: 3000);

    /// <summary>A text with pieces cut out, doubled, swapped or replaced by anything.</summary>
    private static Gen<string> Mangled(string text) => Gen.Select(
        Gen.Int[0, text.Length],
        Gen.Int[0, text.Length],
        Gen.OneOf(Gen.String[0, 20], Gen.String[Gen.Char["=,/;&%+ AaX-"], 0, 8], Gen.Const("")),
        Gen.Int[0, 2],
        (from, to, junk, kind) =>
        {
            if (from > to) (from, to) = (to, from);
            return kind switch
            {
                0 => string.Concat(text.AsSpan(0, from), junk, text.AsSpan(to)),
                1 => string.Concat(text.AsSpan(0, to), junk, text.AsSpan(from)),
                _ => junk + text[from..to],
            };
        });

    private static string[] Parts(string authorization) => authorization.Split([' ', ','], StringSplitOptions.RemoveEmptyEntries);

    // The order of parameters, and empty ones, carry no meaning and are not covered.
    private static string Sorted(string target) => RawTarget.TryParse(target, out var parsed)
        ? parsed.Path + string.Join('&', parsed.Query.Select(pair => $"{pair.Name}={pair.Value}").Order(StringComparer.Ordinal))
        : "";

    private static async Task IsBelieved(RawRequest request, SignatureRules rules)
    {
        using var authenticator = Sample.At(Sample.Moment);
        Assert.Null((await request.RefusalFrom(authenticator, rules))?.Text);
    }
}
