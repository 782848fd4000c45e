using Strongroom.Audit;
using Strongroom.Aws.Tests.Toys;
using Strongroom.Storage;

namespace Strongroom.Aws.Tests.Dispatch;

public sealed class DispatcherTests
{
    [Fact]
    public async Task A_conflict_runs_the_operation_again_from_the_start()
    {
        var counting = new Counting();
        await using var server = await ToyServer.StartAsync(counting);
        server.Commits.Enqueue(() => ToyServer.Conflict);
        server.Commits.Enqueue(() => ToyServer.Conflict);
        var answer = await server.CallAsync("ToyService.Counting", """{"Secret":"AQID"}""");
        Assert.Equal((200, """{"Runs":3}"""), (answer.Status, answer.Body));
        Assert.Equal("""{"runs":3}""", Assert.Single(server.Records).Elements);
        Assert.Equal(3, counting.Calls.Distinct().Count());
        Assert.Single(counting.Calls.Select(call => call.RequestId).Distinct());
    }

    [Fact]
    public async Task Conflicts_without_end_are_given_up_as_busy()
    {
        var counting = new Counting();
        await using var server = await ToyServer.StartAsync(counting);
        for (var i = 0; i < 5; i++) server.Commits.Enqueue(() => ToyServer.Conflict);
        var answer = await server.CallAsync("ToyService.Counting", "{}");
        Assert.Equal((503, "ServiceUnavailable", 5), (answer.Status, answer.Error, counting.Calls.Count));
        Assert.Empty(server.Records);
    }

    [Fact]
    public async Task A_fault_drops_the_changes_and_keeps_the_records()
    {
        await using var server = await ToyServer.StartAsync(new Refusing());
        var answer = await server.CallAsync("ToyService.Refusing", """{"Name":"x"}""");
        Assert.Equal((409, """{"__type":"ToyException","message":"No.","Hint":"h"}"""), (answer.Status, answer.Body));
        Assert.Equal(["Refusing", "GenerateDataKey"], server.Records.Select(record => record.Record.EventName));
        var (record, parameters, elements) = server.Records[0];
        Assert.Equal(("ToyException", "No.", """{"name":"x"}""", null), (record.ErrorCode, record.ErrorMessage, parameters, elements));
        Assert.Equal("toy.amazonaws.com", server.Records[1].Record.InvokedBy);
    }

    [Fact]
    public async Task Requests_that_cannot_be_read_or_break_limits_are_recorded()
    {
        await using var server = await ToyServer.StartAsync(new Everything());
        Assert.Equal(400, (await server.CallAsync("ToyService.Everything", "{")).Status);
        Assert.Equal(400, (await server.CallAsync("ToyService.Everything", """{"KeyId":"k"}""")).Status);
        Assert.Equal(["SerializationException", "ValidationException"], server.Records.Select(record => record.Record.ErrorCode));
        Assert.Equal([null, """{"keyId":"k"}"""], server.Records.Select(record => record.Parameters));
    }

    [Fact]
    public async Task A_bug_is_a_500_with_the_id_only_and_is_recorded_and_logged()
    {
        await using var server = await ToyServer.StartAsync(new Throw(_ => new InvalidOperationException("a secret detail")));
        var answer = await server.CallAsync("ToyService.Throw", "{}");
        Assert.Equal((500, "InternalFailure"), (answer.Status, answer.Error));
        Assert.DoesNotContain("secret", answer.Body, StringComparison.Ordinal);
        Assert.Contains(answer.Headers["x-amzn-RequestId"], answer.Message, StringComparison.Ordinal);
        Assert.Equal("InternalFailure", Assert.Single(server.Records).Record.ErrorCode);
        Assert.Contains(answer.Headers["x-amzn-RequestId"], Assert.Single(server.Lines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Services_name_their_failures_themselves()
    {
        await using var server = await ToyServer.StartAsync();
        var answer = await server.SendAsync((server.Signer with { Service = "other" }).SignHeader(ToyServer.Request("OtherService.Do", "{}")));
        Assert.Equal((500, "OtherInternalException"), (answer.Status, answer.Error));
    }

    public static TheoryData<Exception, int, string, string> Failures => new()
    {
        { new StoreFullException("x"), 503, "ServiceUnavailable", "disk is full" },
        { new StoreFailedException("x"), 503, "ServiceUnavailable", "cannot record" },
        { new AuditUnavailableException("x"), 503, "ServiceUnavailable", "cannot record" },
        { new DamagedRecordException(RecordKey.Of("kms-key", "k1"), "was edited"), 500, "InternalFailure", "kms-key" },
    };

    [Theory]
    [MemberData(nameof(Failures))]
    public async Task Failures_of_the_store_are_told_apart_wherever_they_happen(Exception failure, int status, string code, string text)
    {
        await using var server = await ToyServer.StartAsync(new Throw(_ => failure), new Everything());
        var inside = await server.CallAsync("ToyService.Throw", "{}");
        server.Commits.Enqueue(() => throw failure);
        var committing = await server.CallAsync("ToyService.Everything", """{"KeyId":"key"}""");
        foreach (var answer in new[] { inside, committing })
        {
            Assert.Equal((status, code), (answer.Status, answer.Error));
            Assert.Contains(text, answer.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Secrets_are_wiped_when_the_call_is_over()
    {
        var everything = new Everything();
        await using var server = await ToyServer.StartAsync(everything);
        await server.CallAsync("ToyService.Everything", """{"KeyId":"key","Plaintext":"AQID"}""");
        server.Commits.Enqueue(() => throw new StoreFullException("x"));
        await server.CallAsync("ToyService.Everything", """{"KeyId":"key","Plaintext":"AQID"}""");
        Assert.Equal(4, everything.Seen.Count);
        Assert.All(everything.Seen, secret => Assert.Throws<ObjectDisposedException>(() => secret.Borrow()));
    }

    [Fact]
    public async Task Nothing_to_answer_is_an_empty_body()
    {
        await using var server = await ToyServer.StartAsync(new Nothing());
        var answer = await server.CallAsync("ToyService.Nothing", "{}");
        Assert.Equal((200, "", "0"), (answer.Status, answer.Body, answer.Headers["Content-Length"]));
        Assert.Equal("null", Assert.Single(server.Records).Parameters);
        Assert.Null(server.Records[0].Elements);
    }
}
