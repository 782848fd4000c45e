using CsCheck;
using Strongroom.Access;
using Strongroom.Cryptography;

namespace Strongroom.Aws.Tests.Operations;

public sealed class PageTokensTests : IDisposable
{
    private readonly OneKey keys = new();
    private readonly PageTokens tokens;

    public PageTokensTests() => tokens = new(keys);

    public void Dispose() => keys.Dispose();

    [Fact]
    public void A_token_opens_for_the_list_it_was_made_for()
    {
        Gen.Byte.Array[0, 2000].Sample(position =>
        {
            var token = tokens.Seal(CallOf("111122223333", "eu-west-1"), "ListKeys", position);
            Assert.Matches("^[A-Za-z0-9_-]+$", token);
            return tokens.Open(CallOf("111122223333", "eu-west-1"), "ListKeys", token)!.SequenceEqual(position);
        }, iter: 50);
    }

    [Theory]
    [InlineData("111122223334", "eu-west-1", "ListKeys")]
    [InlineData("111122223333", "eu-west-2", "ListKeys")]
    [InlineData("111122223333", "eu-west-1", "ListAliases")]
    [InlineData("111122223333", "eu-west-1", "ListKeysx")]
    [InlineData("111122223333", "eu-west-", "1ListKeys")]
    public void No_other_account_region_or_list_opens_it(string account, string region, string list)
        => Assert.Null(tokens.Open(CallOf(account, region), list, tokens.Seal(CallOf("111122223333", "eu-west-1"), "ListKeys", [1, 2, 3])));

    [Theory]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("not base64url!")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public void Anything_else_opens_nothing(string token) => Assert.Null(tokens.Open(CallOf("111122223333", "eu-west-1"), "ListKeys", token));

    [Fact]
    public void A_changed_token_opens_nothing()
    {
        var call = CallOf("111122223333", "eu-west-1");
        var token = tokens.Seal(call, "ListKeys", [1, 2, 3]);
        for (var i = 0; i < token.Length; i++)
        {
            var changed = token[..i] + (token[i] == 'A' ? 'B' : 'A') + token[(i + 1)..];

            // The last character of base64url may carry bits that belong to no byte.
            if (i < token.Length - 1) Assert.Null(tokens.Open(call, "ListKeys", changed));
        }
    }

    private static Call CallOf(string account, string region)
    {
        var caller = Caller.Root(account, null);
        return new()
        {
            RequestId = Guid.Empty,
            Caller = caller,
            Region = region,
            SourceAddress = "",
            Time = default,
            Record = new()
            {
                EventId = Guid.Empty,
                EventTime = default,
                EventSource = "",
                EventName = "",
                Caller = caller,
                Region = region,
                RecipientAccount = account,
            },
        };
    }

    private sealed class OneKey : IPurposeKeys, IDisposable
    {
        private readonly KeyMaterial key = KeyMaterial.Random(32);

        public byte Current => 7;

        public KeyMaterial? Find(byte name) => name == 7 ? key : null;

        public void Dispose() => key.Dispose();
    }
}
