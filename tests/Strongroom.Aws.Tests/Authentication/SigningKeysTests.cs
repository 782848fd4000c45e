using Strongroom.Cryptography;

namespace Strongroom.Aws.Tests.Authentication;

public sealed class SigningKeysTests : IDisposable
{
    private readonly SigningKeys _keys = new(capacity: 3);

    public void Dispose() => _keys.Dispose();

    [Fact]
    public void There_are_never_more_than_allowed_and_the_one_that_leaves_is_wiped()
    {
        var all = Enumerable.Range(0, 10).Select(Add).ToList();
        Assert.Equal(3, _keys.Count);
        Assert.Equal(3, all.Count(IsUsable));
        Assert.All(all, key => Assert.Equal(IsUsable(key), ReferenceEquals(key, _keys.Find(key.Scope.Text))));
    }

    [Fact]
    public void A_key_in_use_outlasts_those_that_are_not()
    {
        var kept = Add(0);
        for (var i = 1; i < 50; i++)
        {
            Add(i);
            Assert.Same(kept, _keys.Find(kept.Scope.Text));
        }
    }

    [Fact]
    public void A_new_key_takes_the_place_of_its_scopes_older_one()
    {
        var older = Add(1);
        var newer = Add(1);
        Assert.False(IsUsable(older));
        Assert.Same(newer, _keys.Find(newer.Scope.Text));
        Assert.Equal(1, _keys.Count);
    }

    [Fact]
    public void Disposing_wipes_all()
    {
        var all = Enumerable.Range(0, 3).Select(Add).ToList();
        _keys.Dispose();
        Assert.DoesNotContain(all, IsUsable);
    }

    [Fact]
    public async Task A_key_that_is_evicted_while_others_sign_never_signs_wrongly()
    {
        using var keys = new SigningKeys(capacity: 2);
        var right = Enumerable.Range(0, 6).Select(i => Sign(KeyOf(i))).ToList();
        await Parallel.ForAsync(0, 4, (worker, _) =>
        {
            Span<byte> signature = stackalloc byte[32];
            for (var i = worker; i < 3000; i++)
            {
                if (keys.Find(ScopeText(i % 6)) is not { } key) keys.Add(KeyOf(i % 6));
                else if (key.TrySign("text"u8, signature)) Assert.Equal(right[i % 6], Convert.ToHexString(signature));
            }

            return ValueTask.CompletedTask;
        });
    }

    private SigningKey Add(int number)
    {
        var key = KeyOf(number);
        _keys.Add(key);
        return key;
    }

    private static SigningKey KeyOf(int number)
    {
        Assert.True(CredentialScope.TryParse(ScopeText(number), out var scope, out _));
        return new(scope, 1, KeyMaterial.CopyOf(Enumerable.Repeat((byte)number, 32).ToArray()));
    }

    private static string ScopeText(int number) => $"AKID{number}/20260102/eu-west-1/kms/aws4_request";

    private static bool IsUsable(SigningKey key) => key.TrySign("text"u8, stackalloc byte[32]);

    private static string Sign(SigningKey key)
    {
        Span<byte> signature = stackalloc byte[32];
        using (key) Assert.True(key.TrySign("text"u8, signature));
        return Convert.ToHexString(signature);
    }
}
