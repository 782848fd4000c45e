using System.Globalization;
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
        var from = DateTimeOffset.ParseExact(vector.Text("validFrom"), "yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
        var seconds = vector.GetProperty("validSeconds").GetInt32();
        var known = new KnownCredentials();
        var request = new RawRequest(vector.Text("method"), $"{vector.Text("path")}?{vector.Text("query")}", [("Host", vector.Text("host"))], []);
        known.Add(vector.Text("accessKeyId"), vector.Text("secretAccessKey"), request.ToSigned()!.Value.Target.Find("X-Amz-Security-Token"));

        foreach (var (offset, good) in new[] { (0, true), (seconds / 2, true), (seconds, true), (seconds + 1, false), (seconds + 86400, false), (-86400, false) })
        {
            using var authenticator = new Authenticator(known, new FixedClock(from.AddSeconds(offset)));
            var refusal = await request.RefusalFrom(authenticator, SignatureRules.ObjectStorage);
            if (refusal is null != good) return $"at {offset} s: {refusal?.S3.Text ?? "believed"}";
        }

        return null;
    }
}
