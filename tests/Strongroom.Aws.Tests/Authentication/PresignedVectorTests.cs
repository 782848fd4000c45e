using System.Text.Json;

namespace Strongroom.Aws.Tests.Authentication;

public sealed class PresignedVectorTests
{
    [Fact]
    public Task The_presigned_object_requests_are_good_for_as_long_as_they_say() => SigningVectors.RunAll(
        "s3-streaming-and-presigned.json (presigned)",
        SigningVectors.Cases("sigv4/s3-streaming-and-presigned.json").Where(vector => vector.Text("kind") == "presigned"),
        Check);

    private static async Task<string?> Check(JsonElement vector)
    {
        var from = SigningVectors.Time(vector.Text("validFrom"));
        var seconds = vector.GetProperty("validSeconds").GetInt32();
        var known = new KnownCredentials();
        var target = $"{vector.Text("path")}?{vector.Text("query")}";
        var request = new RawRequest(vector.Text("method"), target, [("Host", vector.Text("host"))], []);
        var token = request.ToSigned()!.Value.Target.Find("X-Amz-Security-Token");
        known.Add(vector.Text("accessKeyId"), vector.Text("secretAccessKey"), token);

        foreach (var (offset, good) in new[] { (-86_400, false), (0, true), (seconds, true), (seconds + 1, false) })
        {
            using var authenticator = new Authenticator(known, new FixedClock(from.AddSeconds(offset)));
            var refusal = await request.RefusalFrom(authenticator, SignatureRules.ObjectStorage);
            if (refusal is null != good) return $"at {offset} s: {refusal?.S3.Text ?? "believed"}";
        }

        return null;
    }
}
