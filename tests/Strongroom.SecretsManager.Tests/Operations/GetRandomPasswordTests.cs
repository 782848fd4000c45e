using System.Text.Json.Nodes;

namespace Strongroom.SecretsManager.Tests.Operations;

public sealed class GetRandomPasswordTests(SharedServer shared) : SecretsTest(shared)
{
    [Fact]
    public async Task Passwords_are_as_long_and_as_mixed_as_asked_for()
    {
        for (var i = 0; i < 50; i++)
        {
            var password = await MakeAsync(new() { ["PasswordLength"] = 4 });
            Assert.Equal(4, password.Length);
            Assert.Contains(password, char.IsAsciiLetterLower);
            Assert.Contains(password, char.IsAsciiLetterUpper);
            Assert.Contains(password, char.IsAsciiDigit);
            Assert.Contains(password, static c => char.IsPunctuation(c) || char.IsSymbol(c));
        }

        Assert.Equal(32, (await MakeAsync([])).Length);
        Assert.Equal(4096, (await MakeAsync(new() { ["PasswordLength"] = 4096 })).Length);
        Assert.Equal("aaa", await MakeAsync(new() { ["PasswordLength"] = 3, ["ExcludeCharacters"] = "bcdefghijklmnopqrstuvwxyz", ["ExcludeUppercase"] = true, ["ExcludeNumbers"] = true, ["ExcludePunctuation"] = true }));
        Assert.DoesNotContain(await MakeAsync(new() { ["PasswordLength"] = 4096, ["ExcludeCharacters"] = "/@\"'\\" }), static c => "/@\"'\\".Contains(c));
        Assert.Contains(' ', await MakeAsync(new() { ["IncludeSpace"] = true }));
    }

    [Fact]
    public async Task Too_short_and_impossible_wishes_are_refused()
    {
        await RefusedAsync("InvalidParameterException", "Password length is too short based on the required types.", () => MakeAsync(new() { ["PasswordLength"] = 3 }));
        Assert.Equal(3, (await MakeAsync(new() { ["PasswordLength"] = 3, ["RequireEachIncludedType"] = false })).Length);
        await RefusedAsync("InvalidRequestException", null, () => MakeAsync(new()
        { ["ExcludeLowercase"] = true, ["ExcludeUppercase"] = true, ["ExcludeNumbers"] = true, ["ExcludePunctuation"] = true }));
        await RefusedAsync("ValidationException",
            "1 validation error detected: Value '4097' at 'passwordLength' failed to satisfy constraint: Member must have value less than or equal to 4096",
            () => MakeAsync(new() { ["PasswordLength"] = 4097 }));
    }

    private async Task<string> MakeAsync(JsonObject request) => (string)(await Call("GetRandomPassword", request))["RandomPassword"]!;
}
