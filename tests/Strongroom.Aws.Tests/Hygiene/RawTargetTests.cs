namespace Strongroom.Aws.Tests.Hygiene;

public sealed class RawTargetTests
{
    [Theory]
    [InlineData("/", "/", "")]
    [InlineData("/b/../c", "/b/../c", "")]
    [InlineData("/b//c/", "/b//c/", "")]
    [InlineData("/b/%2e%2e/c", "/b/../c", "")]
    [InlineData("/b/a%2Fb", "/b/a/b", "")]
    [InlineData("/b/a%252Fb", "/b/a%2Fb", "")]
    [InlineData("/b/a+b", "/b/a+b", "")]
    [InlineData("/%E2%98%83", "/☃", "")]
    [InlineData("/b?acl", "/b", "acl=")]
    [InlineData("/b?a=1&&b=%26&c=x+y%2B", "/b", "a=1;b=&;c=x y+")]
    [InlineData("/b?a=b=c?d", "/b", "a=b=c?d")]
    public void Path_and_query_are_decoded_once(string raw, string path, string query)
    {
        Assert.True(RawTarget.TryParse(raw, out var target));
        Assert.Equal(raw, target.Raw);
        Assert.Equal(path, target.Path);
        Assert.Equal(query, string.Join(';', target.Query.Select(parameter => $"{parameter.Name}={parameter.Value}")));
    }

    [Fact]
    public void The_raw_forms_are_kept()
    {
        Assert.True(RawTarget.TryParse("/a%20b?c=%41", out var target));
        Assert.Equal("/a%20b", target.RawPath);
        Assert.Equal("c=%41", target.RawQuery);
    }

    [Theory]
    [InlineData("")]
    [InlineData("*")]
    [InlineData("http://host/")]
    [InlineData("host:443")]
    [InlineData("/%")]
    [InlineData("/%4")]
    [InlineData("/%zz")]
    [InlineData("/%ff")]
    [InlineData("/%c0%ae")]
    [InlineData("/%ed%a0%80")]
    [InlineData("/%00")]
    [InlineData("/a#b")]
    [InlineData("/a\u0001")]
    [InlineData("/a\u007f")]
    [InlineData("/?a=%")]
    [InlineData("/?%f5=1")]
    [InlineData("/?a=%00")]
    public void A_malformed_target_is_refused(string raw) => Assert.False(RawTarget.TryParse(raw, out _));

    [Fact]
    public void Half_a_character_is_refused() => Assert.False(RawTarget.TryParse("/" + '\ud800', out _));

    [Fact]
    public void Encoding_then_decoding_gives_the_text_back() =>
        CsCheck.Check.Sample(CsCheck.Gen.String, text =>
        {
            if (!IsWellFormed(text)) return;
            Assert.True(PercentEncoding.TryDecode(PercentEncoding.Encode(text), plusIsSpace: true, out var decoded));
            Assert.Equal(text, decoded);
        });

    private static bool IsWellFormed(string text) =>
        !text.Contains('\0', StringComparison.Ordinal) && !text.EnumerateRunes().Contains(System.Text.Rune.ReplacementChar);
}
