using System.Text;
using Strongroom.Aws.Tests.Authentication;
using Strongroom.Aws.Tests.Toys;

namespace Strongroom.Aws.Tests.FrontDoor;

public sealed class UnsignedCallsTests
{
    [Fact]
    public async Task A_call_that_authenticates_in_its_body_is_answered_and_recorded_as_whom_the_token_names()
    {
        await using var server = await ToyServer.StartAsync(new Everything());
        var answer = await server.SendAsync(Form("Action=Everything&Token=right&KeyId=key"));
        Assert.Equal(200, answer.Status);
        Assert.Contains("<KeyId>key</KeyId>", answer.Body, StringComparison.Ordinal);
        var (record, _, _) = Assert.Single(server.Records);
        Assert.Equal(("444455556666", "us-east-1", "form.amazonaws.com"), (record.Caller.Account, record.Region, record.EventSource));
    }

    [Theory]
    [InlineData("Action=Everything&Token=wrong", "InvalidIdentityToken")]
    [InlineData("Action=Everything", "InvalidIdentityToken")]
    [InlineData("Action=Nothing&Token=right", "MissingAuthenticationToken")]
    [InlineData("Action=Nothing&Action=Everything&Token=right", "MissingAuthenticationToken")]
    [InlineData("Action=Everything&Action=Nothing&Token=right", "MalformedQueryString")]
    [InlineData("action=Everything&Token=right", "MissingAuthenticationToken")]
    [InlineData("", "MissingAuthenticationToken")]
    [InlineData("%ff%zz=&&==&", "MissingAuthenticationToken")]
    [InlineData("Action=Everything&Token=%zz", "MalformedQueryString")]
    public async Task Any_other_body_without_a_signature_is_refused_and_leaves_no_record(string body, string code)
    {
        await using var server = await ToyServer.StartAsync(new Everything());
        var answer = await server.SendAsync(Form(body));
        Assert.Contains($"<Code>{code}</Code>", answer.Body, StringComparison.Ordinal);
        Assert.Empty(server.Records);
        Assert.Single(server.Lines);
    }

    [Fact]
    public async Task A_body_beyond_the_cap_is_not_read()
    {
        await using var server = await ToyServer.StartAsync(new Everything());
        var answer = await server.SendAsync(Form("Action=Everything&Token=right&KeyId=" + new string('k', 200)));
        Assert.Contains("MissingAuthenticationToken", answer.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_signature_beside_a_right_token_is_a_wrong_signature()
    {
        await using var server = await ToyServer.StartAsync(new Everything());
        var wrong = server.Signer with { Secret = "wrong" };
        var answer = await server.SendAsync(wrong.SignHeader(Form("Action=Everything&Token=right")));
        Assert.Equal((400, "InvalidSignatureException"), (answer.Status, answer.Error));
        Assert.Empty(server.Records);
    }

    private static RawRequest Form(string body) => new("POST", "/",
        [("Host", "localhost"), ("Content-Type", "application/x-www-form-urlencoded; charset=utf-8")], Encoding.ASCII.GetBytes(body));
}
