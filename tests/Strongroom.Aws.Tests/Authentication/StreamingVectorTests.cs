using System.Globalization;
using System.IO.Pipelines;
using System.Text;
using System.Text.Json;

namespace Strongroom.Aws.Tests.Authentication;

public sealed class StreamingVectorTests
{
    [Fact]
    public Task The_chunked_bodies_are_taken_or_refused_as_published() => SigningVectors.RunAll(
        "s3-streaming-and-presigned.json (streaming)",
        SigningVectors.Cases("sigv4/s3-streaming-and-presigned.json").Where(vector => vector.Text("kind") == "streaming"),
        Check);

    private static async Task<string?> Check(JsonElement vector)
    {
        var wire = WireBodyOf(vector);
        if (PlainSigner.HashOf(wire) != vector.Text("wireBodySha256")) return "the wire body was put together wrongly";
        foreach (var step in new[] { 1, 7, 100_000 })
        {
            var (payload, failure) = await ReadAsync(vector, wire, step);
            if (vector.Text("expect") == "reject")
            {
                if (failure is null) return $"accepted in steps of {step}";
            }
            else if (failure is not null)
            {
                return $"{failure} in steps of {step}";
            }
            else if (PlainSigner.HashOf(payload) != vector.Text("payloadSha256"))
            {
                return $"another payload in steps of {step}";
            }
        }

        return null;
    }

    private static async Task<(byte[] Payload, string? Failure)> ReadAsync(JsonElement vector, byte[] wire, int step)
    {
        var headers = vector.GetProperty("headers").EnumerateObject().Select(header => (header.Name, header.Value.GetString()!)).ToList();
        var request = new RawRequest(vector.Text("method"), vector.Text("path"), headers, []);
        var known = new KnownCredentials();
        known.Add(vector.Text("accessKeyId"), vector.Text("secretAccessKey"));
        var now = SigningVectors.Time(vector.GetProperty("headers").Text("x-amz-date"));
        using var authenticator = new Authenticator(known, new FixedClock(now));
        if (!authenticator.TryRead(request.ToSigned()!.Value, out var claim, out var refusal)) return ([], refusal.Text);
        var result = await authenticator.AuthenticateAsync(claim, SignatureRules.ObjectStorage, default, default);
        if (result.Refused is { } refused) return ([], refused.Text);
        using var accepted = result.Accepted!;
        using var body = accepted.OpenBody(PipeReader.Create(new Dribble(wire, step)));
        using var payload = new MemoryStream();
        try
        {
            await body.CopyToAsync(payload);
            return (payload.ToArray(), null);
        }
        catch (FaultException fault)
        {
            var again = await Assert.ThrowsAsync<FaultException>(async () => await body.CopyToAsync(payload));
            Assert.Equal(fault.Code, again.Code);
            return ([], fault.Code);
        }
    }

    private static byte[] WireBodyOf(JsonElement vector)
    {
        if (vector.TryGetProperty("wireBody", out var text)) return text.GetBytesFromBase64();
        var signatures = vector.GetProperty("chunkSignatures").EnumerateArray().Select(signature => signature.GetString()).ToList();
        var sizes = vector.GetProperty("chunkSizes").EnumerateArray().Select(size => size.GetInt32()).ToList();
        var fill = vector.GetProperty("payloadRepeat").Text("utf8");
        var wire = new StringBuilder();
        for (var i = 0; i < sizes.Count; i++)
        {
            wire.Append(CultureInfo.InvariantCulture, $"{sizes[i]:x};chunk-signature={signatures[i]}\r\n");
            if (sizes[i] > 0) wire.Insert(wire.Length, fill, sizes[i]).Append("\r\n");
        }

        // The published example's one trailer; without a trailer just the line end.
        if (signatures.Count > sizes.Count)
            wire.Append(CultureInfo.InvariantCulture, $"x-amz-checksum-crc32c:sOO8/Q==\r\nx-amz-trailer-signature:{signatures[^1]}\r\n");
        return Encoding.ASCII.GetBytes(wire.Append("\r\n").ToString());
    }
}
