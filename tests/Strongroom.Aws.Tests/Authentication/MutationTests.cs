using System.Text;

namespace Strongroom.Aws.Tests.Authentication;

/// <summary>Changes every bit of signed requests, and sees all changes refused but those that AWS's recipe does not cover.</summary>
public sealed class MutationTests
{
    [Fact]
    public async Task No_byte_of_a_signed_request_can_change_but_those_that_signatures_leave_open()
    {
        var request = Sample.Kms.SignHeader(Sample.Encrypt.With("User-Agent", "sdk"), unsigned: "User-Agent");
        Assert.Equal(
            "header name: the case of a letter\nprotocol version\nunsigned header",
            await AcceptedMutationsOf(request, SignatureRules.Standard));
    }

    [Fact]
    public async Task Nor_of_a_request_to_object_storage() => Assert.Equal(
        "header name: the case of a letter\nprotocol version",
        await AcceptedMutationsOf(Sample.S3.SignHeader(Sample.GetObject), SignatureRules.ObjectStorage));

    [Fact]
    public async Task Nor_of_a_presigned_request() => Assert.Equal(
        "escape: the case of a hexadecimal digit\nheader name: the case of a letter\nprotocol version",
        await AcceptedMutationsOf(Sample.S3.SignQuery(Sample.GetObject, 60), SignatureRules.ObjectStorage));

    private static async Task<string> AcceptedMutationsOf(RawRequest request, SignatureRules rules)
    {
        var lines = request.Headers.Select(header => $"{header.Name}: {header.Value}");
        var head = string.Join('\n', [$"{request.Method} {request.Target} HTTP/1.1", .. lines]);
        var text = Encoding.ASCII.GetBytes($"{head}\n\n{Encoding.ASCII.GetString(request.Body)}");
        using var authenticator = Sample.At(Sample.Moment);
        Assert.Null(await RawRequest.Parse(Encoding.Latin1.GetString(text)).RefusalFrom(authenticator, rules));

        var accepted = new SortedSet<string>(StringComparer.Ordinal);
        for (var index = 0; index < text.Length; index++)
        {
            for (var bit = 0; bit < 8; bit++)
            {
                text[index] ^= (byte)(1 << bit);
                if (await IsAccepted(text, authenticator, rules)) accepted.Add(Describe(head, index, bit));
                text[index] ^= (byte)(1 << bit);
            }
        }

        return string.Join('\n', accepted);
    }

    private static async Task<bool> IsAccepted(byte[] text, Authenticator authenticator, SignatureRules rules)
    {
        RawRequest request;
        try
        {
            request = RawRequest.Parse(Encoding.Latin1.GetString(text));
        }
        catch (ArgumentOutOfRangeException)
        {
            return false;   // no longer HTTP
        }

        return RequestHygieneAllows(request) && await request.RefusalFrom(authenticator, rules) is null;
    }

    private static bool RequestHygieneAllows(RawRequest request) =>
        request.Headers.Select(header => header.Name).Distinct(StringComparer.OrdinalIgnoreCase).Count() == request.Headers.Count;

    private static string Describe(string head, int index, int bit)
    {
        var lineEnd = head.IndexOf('\n', StringComparison.Ordinal);
        if (index >= head.Length) return $"body at {index}";
        if (index > lineEnd - " HTTP/1.1".Length && index < lineEnd) return "protocol version";
        var start = head.LastIndexOf('\n', Math.Max(0, index - 1)) + 1;
        var line = head[start..(head.IndexOf('\n', index) is >= 0 and var end ? end : head.Length)];
        if (index < lineEnd)
            return char.IsAsciiHexDigit(head[index]) && bit == 5 ? "escape: the case of a hexadecimal digit" : $"target at {index}";
        if (line.StartsWith("User-Agent", StringComparison.Ordinal)) return "unsigned header";
        if (index - start < line.IndexOf(':', StringComparison.Ordinal))
            return bit == 5 ? "header name: the case of a letter" : $"header name {line} at {index - start}";
        return $"{line} at {index - start}: '{head[index]}' bit {bit}";
    }
}
