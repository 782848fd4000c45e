using System.Text;

namespace Strongroom.Aws.Tests.Authentication;

/// <summary>One caller, one moment, and requests that are signed right.</summary>
internal static class Sample
{
    public const string Id = "AKIAIOSFODNN7EXAMPLE";
    public const string Secret = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";

    public static readonly DateTimeOffset Moment = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    public static PlainSigner Kms { get; } = new(Id, Secret, "eu-west-1", "kms", Moment);

    public static PlainSigner S3 { get; } = Kms with { Service = "s3" };

    public static RawRequest Encrypt { get; } = new(
        "POST",
        "/",
        [
            ("Host", "127.0.0.1:4566"), ("Content-Type", "application/x-amz-json-1.1"),
            ("X-Amz-Target", "TrentService.Encrypt"), ("Content-Length", "17"),
        ],
        Encoding.ASCII.GetBytes("""{"KeyId":"a-key"}"""));

    public static RawRequest GetObject { get; } = new("GET", "/bucket/a%20key?versionId=null", [("Host", "127.0.0.1:4566")], []);

    public static KnownCredentials Credentials()
    {
        var known = new KnownCredentials();
        known.Add(Id, Secret);
        return known;
    }

    public static Authenticator At(DateTimeOffset now) => new(Credentials(), new FixedClock(now));
}
