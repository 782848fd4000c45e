using System.Text;
using Strongroom.Aws.Tests.Authentication;
using Strongroom.Aws.Tests.Toys;

namespace Strongroom.Aws.Tests.FrontDoor;

public sealed class FrontDoorTests
{
    [Fact]
    public async Task A_signed_call_is_answered_and_recorded_under_one_id()
    {
        await using var server = await ToyServer.StartAsync(new Everything());
        var answer = await server.CallAsync("ToyService.Everything", """{"KeyId":"key","Plaintext":"AQID","NumberOfBytes":7}""");
        Assert.Equal((200, """{"KeyId":"key","Plaintext":"AQID","NumberOfBytes":7}"""), (answer.Status, answer.Body));
        Assert.Equal("application/x-amz-json-1.1", answer.Headers["Content-Type"]);

        var (record, parameters, elements) = Assert.Single(server.Records);
        Assert.Equal(answer.Headers["x-amzn-RequestId"], record.RequestId.ToString());
        Assert.Equal(
            ("toy.amazonaws.com", "Everything", "eu-west-1", "127.0.0.1", "toy/1", "111122223333", Sample.Moment, null),
            (record.EventSource, record.EventName, record.Region, record.SourceAddress, record.UserAgent, record.RecipientAccount, record.EventTime, record.ErrorCode));
        Assert.Equal("""{"keyId":"key","numberOfBytes":7}""", parameters);
        Assert.Equal("""{"keyId":"key","numberOfBytes":7}""", elements);
    }

    [Fact]
    public async Task An_unsigned_request_is_not_even_parsed()
    {
        await using var server = await ToyServer.StartAsync(new Everything());
        var answer = await server.SendAsync(ToyServer.Request("ToyService.Everything", "not json"));
        Assert.Equal((400, "MissingAuthenticationTokenException"), (answer.Status, answer.Error));
        Assert.Empty(server.Records);
    }

    [Fact]
    public async Task Wrong_signatures_are_refused_unrecorded_and_logged_once_a_second()
    {
        await using var server = await ToyServer.StartAsync(new Everything());
        var wrong = server.Signer with { Secret = "wrong" };
        for (var i = 0; i < 5; i++)
        {
            var answer = await server.SendAsync(wrong.SignHeader(ToyServer.Request("ToyService.Everything", "{}")));
            Assert.Equal((400, "InvalidSignatureException"), (answer.Status, answer.Error));
        }

        Assert.Empty(server.Records);
        Assert.Single(server.Lines);
        server.Clock.Now += TimeSpan.FromSeconds(1);
        await server.SendAsync(wrong.SignHeader(ToyServer.Request("ToyService.Everything", "{}")));
        Assert.Contains("4 more", server.Lines[1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("xx-north-9", "toy", "ToyService.Everything", "InvalidSignatureException", "Credential should be scoped to a valid region, not 'xx-north-9'. ")]
    [InlineData("eu-west-1", "other", "ToyService.Everything", "InvalidSignatureException", "Credential should be scoped to correct service: 'toy'. ")]
    [InlineData("eu-west-1", "nowhere", "ToyService.Everything", "InvalidSignatureException", "Credential should be scoped to correct service: 'toy'. ")]
    [InlineData("eu-west-1", "toy", "ToyService.Missing", "UnknownOperationException", null)]
    [InlineData("eu-west-1", "toy", "Elsewhere.Everything", "UnknownOperationException", null)]
    [InlineData("eu-west-1", "toy", "Everything", "UnknownOperationException", null)]
    [InlineData("eu-west-1", "toy", "", "UnknownOperationException", null)]
    [InlineData("eu-west-1", "nowhere", "Nowhere.Everything", "UnknownOperationException", null)]
    public async Task Region_service_and_operation_must_exist_and_agree(string region, string service, string target, string code, string? text)
    {
        await using var server = await ToyServer.StartAsync(new Everything());
        var signer = server.Signer with { Region = region, Service = service };
        var answer = await server.SendAsync(signer.SignHeader(ToyServer.Request(target, """{"KeyId":"key"}""")));
        Assert.Equal((400, code, text), (answer.Status, answer.Error, answer.Message));
        Assert.Empty(server.Records);
    }

    [Fact]
    public async Task A_body_above_the_cap_is_refused_however_it_comes()
    {
        await using var server = await ToyServer.StartAsync(new FrontDoorOptions { Regions = ToyServer.Regions, MaxBodyBytes = 1000 }, new Everything());
        Assert.Equal(400, (await server.CallAsync("ToyService.Everything", new string(' ', 1000))).Status);
        var plain = await server.CallAsync("ToyService.Everything", new string(' ', 1001));
        Assert.Equal((413, "RequestEntityTooLargeException", true), (plain.Status, plain.Error, plain.Closes));

        var chunked = server.Signer.SignHeader(ToyServer.Request("ToyService.Everything", "").With("Transfer-Encoding", "chunked"))
            with
        { Body = Encoding.ASCII.GetBytes($"3e9\r\n{new string(' ', 1001)}\r\n0\r\n\r\n") };
        Assert.Equal(413, (await server.SendAsync(chunked)).Status);
    }

    [Fact]
    public async Task A_chunked_body_is_read_like_any_other()
    {
        await using var server = await ToyServer.StartAsync(new Everything());
        var request = server.Signer.SignHeader(ToyServer.Request("ToyService.Everything", """{"KeyId":"key"}""").With("Transfer-Encoding", "chunked"));
        var answer = await server.SendAsync(request with { Body = "5\r\n{\"Key\r\na\r\nId\":\"key\"}\r\n0\r\n\r\n"u8.ToArray() });
        Assert.Equal((200, """{"KeyId":"key"}"""), (answer.Status, answer.Body));
    }

    [Theory]
    [InlineData("zz\r\n{}\r\n0\r\n\r\n")]
    [InlineData("2\r\n{}x\r\n0\r\n\r\n")]
    [InlineData("ffffffffffffffff\r\n{}")]
    public async Task A_broken_chunk_is_a_400_in_AWSs_form(string body)
    {
        await using var server = await ToyServer.StartAsync(new Everything());
        var request = server.Signer.SignHeader(ToyServer.Request("ToyService.Everything", "{}").With("Transfer-Encoding", "chunked"));
        var answer = await server.SendAsync(request with { Body = Encoding.ASCII.GetBytes(body) });
        Assert.Equal((400, "MalformedHttpRequestException", true), (answer.Status, answer.Error, answer.Closes));
    }

    [Fact]
    public async Task An_ambiguous_request_is_refused_in_AWSs_form()
    {
        await using var server = await ToyServer.StartAsync(new Everything());
        var request = server.Signer.SignHeader(ToyServer.Request("ToyService.Everything", "{}"));
        var answer = await server.SendAsync(request with { Headers = [.. request.Headers, ("X-Amz-Date", "20260102T030405Z")] });
        Assert.Equal((400, "MalformedHttpRequestException", true), (answer.Status, answer.Error, answer.Closes));
    }

    [Fact]
    public async Task Connections_live_on_after_refusals()
    {
        await using var server = await ToyServer.StartAsync(new Everything());
        using var connection = await RawConnection.OpenAsync(server.Port);
        foreach (var body in new[] { """{"KeyId":"a1"}""", "{", """{"KeyId":""}""", """{"KeyId":"a2"}""" })
        {
            var answer = await connection.SendAsync(server.Signer.SignHeader(ToyServer.Request("ToyService.Everything", body)));
            Assert.Equal(body.StartsWith("""{"KeyId":"a""", StringComparison.Ordinal) ? 200 : 400, answer!.Status);
        }
    }

    [Fact]
    public async Task Pipelined_requests_are_answered_in_order()
    {
        await using var server = await ToyServer.StartAsync(new Everything());
        using var connection = await RawConnection.OpenAsync(server.Port);
        var requests = Enumerable.Range(10, 20).Select(i => RawConnection.Bytes(server.Signer.SignHeader(ToyServer.Request("ToyService.Everything", $$"""{"KeyId":"{{i}}"}"""))));
        var answer = await connection.SendAsync(requests.SelectMany(bytes => bytes).ToArray());
        for (var i = 10; i < 30; i++)
        {
            Assert.Equal($$"""{"KeyId":"{{i}}"}""", answer!.Body);
            if (i < 29) answer = await connection.ReadAsync();
        }
    }

    [Fact]
    public async Task Forms_are_answered_in_XML()
    {
        await using var server = await ToyServer.StartAsync(new Everything());
        var signer = server.Signer with { Service = "form" };
        var answer = await server.SendAsync(signer.SignHeader(Form(
            "Action=Everything&Version=2010&KeyId=a%26b&NumberOfBytes=7&DryRun=true&Plaintext=AQID&GrantTokens.member.2=b&GrantTokens.member.1=a"
            + "&Tags.member.1.TagKey=k&Tags.member.1.TagValue=v&Context.entry.1.key=x&Context.entry.1.value=y+z&ValidTo=2026-01-02T03:04:05Z&Colour=RED_1")));
        var id = answer.Headers["x-amzn-RequestId"];
        Assert.Equal(200, answer.Status);
        Assert.Equal("text/xml", answer.Headers["Content-Type"]);
        Assert.Equal(
            "<EverythingResponse xmlns=\"https://form.example/doc/\"><EverythingResult><KeyId>a&amp;b</KeyId><Plaintext>AQID</Plaintext>"
            + "<NumberOfBytes>7</NumberOfBytes><DryRun>true</DryRun><ValidTo>2026-01-02T03:04:05Z</ValidTo><Colour>RED_1</Colour>"
            + "<GrantTokens><member>a</member><member>b</member></GrantTokens><Tags><member><TagKey>k</TagKey><TagValue>v</TagValue></member></Tags>"
            + "<Context><entry><key>x</key><value>y z</value></entry></Context></EverythingResult>"
            + $"<ResponseMetadata><RequestId>{id}</RequestId></ResponseMetadata></EverythingResponse>",
            answer.Body);
        Assert.Equal(
            """{"keyId":"a\u0026b","numberOfBytes":7,"dryRun":true,"validTo":"Jan 2, 2026, 3:04:05 AM","colour":"RED_1","grantTokens":["a","b"],"tags":[{"tagKey":"k"}],"context":{"x":"y z"}}""",
            Assert.Single(server.Records).Parameters);
    }

    [Theory]
    [InlineData("Action=Everything", 400, "ValidationError", "1 validation error detected: Value null at 'keyId' failed to satisfy constraint: Member must not be null")]
    [InlineData("Action=Everything&KeyId=ok&NumberOfBytes=x", 400, "MalformedInput", "A value in the request is not an integer.")]
    [InlineData("Action=Everything&KeyId=ok&Tags.member.x.TagKey=k", 400, "MalformedInput", "A value in the request is not a list.")]
    [InlineData("Action=Everything&KeyId=ok&KeyId=ok", 404, "MalformedQueryString", "The query string contains a syntax error")]
    [InlineData("Action=Everything&KeyId=%zz", 404, "MalformedQueryString", "The query string contains a syntax error")]
    [InlineData("Action=Missing", 400, "InvalidAction", "Could not find operation Missing for version NO_VERSION_SPECIFIED")]
    [InlineData("Action=Missing&Version=2010-05-08", 400, "InvalidAction", "Could not find operation Missing for version 2010-05-08")]
    [InlineData("Version=1", 400, "MissingAction", "Missing Action")]
    public async Task Form_faults_are_XML_too(string form, int status, string code, string text)
    {
        await using var server = await ToyServer.StartAsync(new Everything());
        var answer = await server.SendAsync((server.Signer with { Service = "form" }).SignHeader(Form(form)));
        Assert.Equal(status, answer.Status);
        Assert.StartsWith("<ErrorResponse xmlns=\"https://form.example/doc/\">", answer.Body, StringComparison.Ordinal);
        Assert.Contains($"<Error><Type>Sender</Type><Code>{code}</Code><Message>{text}</Message></Error><RequestId>{answer.Headers["x-amzn-RequestId"]}</RequestId>", answer.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_presigned_form_stands_in_the_query()
    {
        await using var server = await ToyServer.StartAsync(new Everything());
        var request = new RawRequest("GET", "/?Action=Everything&KeyId=key", [("Host", "localhost")], []);
        var answer = await server.SendAsync((server.Signer with { Service = "form" }).SignQuery(request, seconds: 60));
        Assert.Equal(200, answer.Status);
        Assert.Contains("<KeyId>key</KeyId>", answer.Body, StringComparison.Ordinal);
    }

    private static RawRequest Form(string form) => new(
        "POST", "/", [("Host", "localhost"), ("Content-Type", "application/x-www-form-urlencoded; charset=utf-8")], Encoding.UTF8.GetBytes(form));
}
