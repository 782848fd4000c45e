using Strongroom.Access;
using Strongroom.Cryptography;

namespace Strongroom.Iam.Tests;

public sealed class SessionTokenTests : IPurposeKeys, IDisposable
{
    // Made once by version 1, never again: what was handed out must open as long as it lasts.
    private const string Golden =
        "ATC8E/9Qn/Nk52uuR0Wt74GWWeMueaCF4STLYlfvxzFqf1R/zehFMOg8iKBHBDd8QyDh4EVNJEN9CyudRYLPnUPrZK4/ov1DzVjrFeK9mtVoOiPPoxJAOBMa"
        + "J3GWHVGjOrEg0gMThSAiXkHgF0DLwdj1XAG13wK7Sbx+KnqprCDbKJhEe178+/ZC0umfAva/MSB+mLN7k2nbjwfLq+nSq0llKkYU3rxq9cIrrLtr4OWuQrLS"
        + "k7EmblgQro304wndOnHXnQl/8RlgUIijonwID+4jAhk6hyOq+yyL8UXg2Um9O2X2E4XUERpMzJ/tMkjRKuFD5lesxBRDn8FZu3ldEfmJ8fQdOWsv2mGfh1GX"
        + "Z/Na1KTiUwVX6hb0ZCFN+6O174KCZjWgAdPss7gBInsvHYfwIDbdMx4ZZG6kDgsCD2rZuEGeXR4EeVpShqvxU0suT4QrBYeePM4ENgVdnrBOre4WdqfHeSM+"
        + "9KL8PPMPTfdwZEnejRcZPySILAstCf13ur21Z7Uhfq1Yy6asZJWI1okdaX/NTxNCn22SkvVMyG+9wTSIjsw28JL3A80mDqwcCKiigg+SRewSSbst5v2MyB1+"
        + "MiHDILceoqbC0bQnNU0Obuljlw6FjuFkXMH7YKS79tTX+s0FIu3b77J+yhQRRunQzRiyRBj106BkTk3BITDkdZ2ANDBawUcY5KbCG5BBTFiHIBzg9zD7Nzgq"
        + "sZExD/B66DHMm/HsQ3Z3m3sOzwCgs5mfPjABHHSn3dS+/LfvLxfSYWFA9CeASR2WObLKYEr46SxOz8YnuWX+qWGSW3nMEYnFbahxpyFofxiDMcjuc9mzW395"
        + "14zctXN3WDjvmVqdE7pgmUSiCpMDh9MYtkMh3Ov7bIMeaxCAdUTb+jndFkdhLyvVQfoRXjWXeT89/2sVmYl67M6AYgnkLKaDUg==";

    private readonly KeyMaterial key = KeyMaterial.CopyOf("0123456789abcdef0123456789abcdef"u8);

    byte IPurposeKeys.Current => 1;

    KeyMaterial? IPurposeKeys.Find(byte name) => name == 1 ? key : null;

    public void Dispose() => key.Dispose();

    [Fact]
    public void A_token_of_version_1_opens_for_ever()
    {
        var tokens = new SessionTokens(this);
        var content = tokens.Open(Golden)!;
        Assert.Equal(Content with { Tags = content.Tags, TransitiveTagKeys = content.TransitiveTagKeys, PolicyArns = content.PolicyArns }, content);
        Assert.Equal([new("Team", "red")], content.Tags);
        Assert.Equal(["Team"], content.TransitiveTagKeys);
        Assert.Equal(["arn:aws:iam::aws:policy/ReadOnlyAccess"], content.PolicyArns);
        using var secret = tokens.OpenSecret(Golden);
        Assert.Equal("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMN", IamWorld.TextOf(secret));
    }

    [Fact]
    public void A_token_opens_to_what_was_sealed_and_never_twice_to_the_same_bytes()
    {
        var tokens = new SessionTokens(this);
        using var secret = AccessKey.NewSecret();
        var token = tokens.Seal(Content, secret);
        Assert.NotEqual(token, tokens.Seal(Content, secret));
        Assert.Equal(Content.SessionName, tokens.Open(token)!.SessionName);
        using var opened = tokens.OpenSecret(token);
        Assert.Equal(IamWorld.TextOf(secret), IamWorld.TextOf(opened));
    }

    private static SessionContent Content { get; } = new()
    {
        AccessKeyId = "ASIAAAAAAAAAAAAAAAAA",
        Type = CallerType.AssumedRole,
        Account = "111122223333",
        EntityName = "app",
        EntityId = "AROAAAAAAAAAAAAAAAAAA",
        SessionName = "s1",
        IssuedAt = DateTimeOffset.UnixEpoch,
        Expires = DateTimeOffset.UnixEpoch.AddHours(1),
        SourceIdentity = "alice",
        Tags = [new("Team", "red")],
        TransitiveTagKeys = ["Team"],
        IsLimited = true,
        Policy = """{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"*"}]}""",
        PolicyArns = ["arn:aws:iam::aws:policy/ReadOnlyAccess"],
    };
}
