using System.Text;
using CsCheck;
using Strongroom.Aws.Tests.Toys;

namespace Strongroom.Aws.Tests.Shapes;

public sealed class JsonRequestTests
{
    private static readonly OperationEntry Everything = Toy.Entry<Everything>();

    [Fact]
    public void Every_type_of_member_is_read()
    {
        var request = Toy.Read<Everything.Request>(Everything, """
            {"KeyId":"key","Plaintext":"AQID","CiphertextBlob":"BAU=","NumberOfBytes":12,"Size":9007199254740993,"DryRun":true,
             "ValidTo":1764000000.123,"Colour":"BLUE-2","Name":"abc","GrantTokens":["a","b"],"Tags":[{"TagKey":"k","TagValue":"v"}],
             "Context":{"x":"y","":"z"},"One":{"TagKey":"one"}}
            """);
        Assert.Equal("key", request.KeyId);
        using (var lease = request.Plaintext!.Borrow()) Assert.Equal(new byte[] { 1, 2, 3 }, lease.Bytes.ToArray());
        Assert.Equal(new byte[] { 4, 5 }, request.CiphertextBlob);
        Assert.Equal(12, request.NumberOfBytes);
        Assert.Equal(9007199254740993, request.Size);
        Assert.True(request.DryRun);
        Assert.Equal(DateTimeOffset.FromUnixTimeMilliseconds(1764000000123), request.ValidTo);
        Assert.Equal(Toys.Everything.Colour.Blue, request.Colour!.Value.Value);
        Assert.Equal(["a", "b"], request.GrantTokens!);
        Assert.Equal("v", Assert.Single(request.Tags!).TagValue);
        Assert.Equal("z", request.Context![""]);
        Assert.Equal("one", request.One!.TagKey);
        Everything.Release(request);
        Assert.Throws<ObjectDisposedException>(() => request.Plaintext!.Borrow());
    }

    [Fact]
    public void Null_is_absent_and_unknown_members_are_ignored()
    {
        var request = Toy.Read<Everything.Request>(Everything, """{"KeyId":null,"Other":[{"a":[1,2,{"b":"\u00e9"}]}],"Plaintext":null,"Tags":null,"more":1e99}""");
        Assert.Equal(new Everything.Request(), request);
    }

    [Fact]
    public void Base64_may_be_escaped()
        => Assert.Equal(new byte[] { 0xfb, 0xff }, Toy.Read<Everything.Request>(Everything, """{"CiphertextBlob":"\u002b\/8="}""").CiphertextBlob);

    [Fact]
    public void A_secret_may_be_escaped_too()
    {
        using var secret = Toy.Read<Everything.Request>(Everything, """{"Plaintext":"\u002b\/8="}""").Plaintext!;
        using var lease = secret.Borrow();
        Assert.Equal(new byte[] { 0xfb, 0xff }, lease.Bytes.ToArray());
    }

    [Fact]
    public void An_escaped_name_is_the_same_name() => Assert.Equal("x", Toy.Read<Everything.Request>(Everything, """{"\u004beyId":"x"}""").KeyId);

    [Theory]
    [InlineData("1764000000", 1764000000000)]
    [InlineData("1.764E9", 1764000000000)]
    [InlineData("1764000000.5", 1764000000500)]
    [InlineData("-1.5", -1500)]
    public void Times_are_seconds_of_any_spelling(string number, long milliseconds)
        => Assert.Equal(milliseconds, Toy.Read<Everything.Request>(Everything, $$"""{"ValidTo":{{number}}}""").ValidTo!.Value.ToUnixTimeMilliseconds());

    [Theory]
    [InlineData("12.0", 12)]
    [InlineData("1e2", 100)]
    [InlineData("-0", 0)]
    public void Whole_numbers_are_integers_of_any_spelling(string number, int value)
        => Assert.Equal(value, Toy.Read<Everything.Request>(Everything, $$"""{"NumberOfBytes":{{number}}}""").NumberOfBytes);

    [Theory]
    [InlineData("""{"KeyId":1}""", "NUMBER_VALUE can not be converted to a String")]
    [InlineData("""{"KeyId":true}""", "TRUE_VALUE can not be converted to a String")]
    [InlineData("""{"KeyId":{}}""", "Start of structure or map found where not expected.")]
    [InlineData("""{"KeyId":[]}""", "Start of list found where not expected")]
    [InlineData("""{"NumberOfBytes":"1"}""", "STRING_VALUE can not be converted to an Integer")]
    [InlineData("""{"NumberOfBytes":1.5}""", "NUMBER_VALUE can not be converted to an Integer")]
    [InlineData("""{"NumberOfBytes":2147483648}""", "NUMBER_VALUE can not be converted to an Integer")]
    [InlineData("""{"NumberOfBytes":1e999}""", "NUMBER_VALUE can not be converted to an Integer")]
    [InlineData("""{"DryRun":"true"}""", "STRING_VALUE can not be converted to a Boolean")]
    [InlineData("""{"ValidTo":"2026-01-01T00:00:00Z"}""", "STRING_VALUE can not be converted to a Timestamp")]
    [InlineData("""{"ValidTo":1e30}""", "NUMBER_VALUE can not be converted to a Timestamp")]
    [InlineData("""{"Colour":1}""", "NUMBER_VALUE can not be converted to a String")]
    [InlineData("""{"Plaintext":1}""", "NUMBER_VALUE can not be converted to a Blob")]
    [InlineData("""{"Plaintext":"###"}""", "A blob in the request is not valid base64.")]
    [InlineData("""{"CiphertextBlob":"AAA"}""", "A blob in the request is not valid base64.")]
    [InlineData("""{"GrantTokens":"x"}""", "Expected list or null")]
    [InlineData("""{"GrantTokens":["x",null]}""", "A list or map in the request has a null element.")]
    [InlineData("""{"Context":{"x":null}}""", "A list or map in the request has a null element.")]
    [InlineData("""{"Context":["x"]}""", "Start of list found where not expected")]
    [InlineData("""{"Context":"x"}""", "Expected map or null")]
    [InlineData("""{"Tags":["x"]}""", "Unexpected field type")]
    [InlineData("""{"KeyId":"a","KeyId":"b"}""", "The member KeyId appears more than once.")]
    [InlineData("""{"KeyId":"a","\u004beyId":"b"}""", "The member KeyId appears more than once.")]
    [InlineData("""{"Context":{"x":"1","x":"2"}}""", "The member of a map appears more than once.")]
    [InlineData("[]", "Start of list found where not expected")]
    [InlineData("null", "Unexpected field type")]
    [InlineData("", "The request body is not valid JSON.")]
    [InlineData("{}x", "The request body is not valid JSON.")]
    [InlineData("{} {}", "The request body is not valid JSON.")]
    [InlineData("""{"KeyId":"\ud800"}""", "The request body is not valid JSON.")]
    [InlineData("""{"Other":"\udc00\ud800"}""", "The request body is not valid JSON.")]
    [InlineData("""{"\ud800":1}""", "The request body is not valid JSON.")]
    [InlineData("""{"KeyId":"a",}""", "The request body is not valid JSON.")]
    [InlineData("""{/**/"KeyId":"a"}""", "The request body is not valid JSON.")]
    public void Anything_else_is_a_serialization_exception(string json, string text)
    {
        var fault = Assert.IsType<FaultException>(Toy.Refusal(Everything, json));
        Assert.Equal(("SerializationException", text, 400), (fault.Code, fault.Text, fault.Status));
    }

    [Fact]
    public void Depth_ends_at_64()
    {
        Assert.Equal("ValidationException", Toy.Refusal(Everything, Nested(63))!.Code);
        Assert.Equal("SerializationException", Toy.Refusal(Everything, Nested(64))!.Code);

        static string Nested(int depth) => "{\"X\":" + new string('[', depth) + new string(']', depth) + "}";
    }

    [Fact]
    public void Broken_UTF_8_is_refused_even_in_ignored_members()
    {
        byte[] body = [.. "{\"X\":\""u8, 0xc0, 0xaf, .. "\"}"u8];
        Assert.Equal("SerializationException", Toy.Refusal(Everything, body)!.Code);
    }

    [Fact]
    public void A_secret_above_its_limit_is_refused_without_being_kept()
    {
        var request = Toy.Read<Everything.Request>(Everything, $$"""{"KeyId":"key","Plaintext":"{{Convert.ToBase64String(new byte[500_000])}}"}""");
        Assert.Equal(17, request.Plaintext!.Length);
        Assert.Throws<FaultException>(() => Everything.Check(request));
        Everything.Release(request);
    }

    [Fact]
    public void An_operation_without_input_takes_an_empty_body() => Assert.Null(Toy.Refusal(Toy.Entry<Nothing>(), ""));

    [Fact]
    public void A_record_with_a_constructor_is_filled_like_any_other()
    {
        var request = Toy.Read<Positional.Request>(Toy.Entry<Positional>(), """{"Name":"n","Many":["a"]}""");
        Assert.Equal("n", request.Name);
        Assert.Equal(["a"], request.Many);
        Assert.Equal(["default"], request.Others);
    }

    [Fact]
    public void No_bytes_do_worse_than_a_fault()
    {
        const string valid = """{"KeyId":"key","Plaintext":"AQID","NumberOfBytes":12,"ValidTo":1764000000.123,"Tags":[{"TagKey":"k"}],"Context":{"x":"y"}}""";
        var changes = Gen.Select(Gen.Int[0, valid.Length - 1], Gen.Byte, Gen.Int[0, 2]).Array[1, 4];
        changes.Sample(edits =>
        {
            var bytes = Encoding.UTF8.GetBytes(valid).ToList();
            foreach (var (at, value, kind) in edits)
            {
                var index = Math.Min(at, bytes.Count - 1);
                if (kind == 0) bytes[index] = value;
                else if (kind == 1) bytes.Insert(index, value);
                else bytes.RemoveAt(index);
            }

            var fault = Toy.Refusal(Everything, bytes.ToArray());
            return fault is null or { Code: "SerializationException" or "ValidationException" };
        }, iter: 20_000);
    }
}
