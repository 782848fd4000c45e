using System.Buffers;
using System.Text;
using System.Text.Json;
using Strongroom.Aws.Tests.Toys;
using Strongroom.Cryptography;

namespace Strongroom.Aws.Tests.Shapes;

public sealed class JsonResponseTests
{
    private static readonly OperationEntry Everything = Toy.Entry<Everything>();

    [Fact]
    public void Every_type_of_member_is_written()
    {
        using var secret = KeyMaterial.CopyOf([1, 2, 3]);
        var response = new Everything.Response(
            "k\"é<", secret, [0xfb, 0xff], 7, long.MaxValue, false, DateTimeOffset.FromUnixTimeMilliseconds(1764000000123), Toys.Everything.Colour.Blue, ["a"],
            [new Everything.Tag { TagKey = "t" }], new Dictionary<string, string> { ["x"] = "y" });
        Assert.Equal(
            """
            {"KeyId":"k\"é<","Plaintext":"AQID","CiphertextBlob":"+/8=","NumberOfBytes":7,"Size":9223372036854775807,"DryRun":false,"ValidTo":1764000000.123,
            "Colour":"BLUE-2","GrantTokens":["a"],"Tags":[{"TagKey":"t"}],"Context":{"x":"y"}}
            """.ReplaceLineEndings(""),
            Toy.Written(Everything, response));
    }

    [Fact]
    public void Absent_members_are_left_out()
        => Assert.Equal("{}", Toy.Written(Everything, new Everything.Response(null, null, null, null, null, null, null, null, null, null, null)));

    [Fact]
    public void A_whole_second_has_no_fraction()
        => Assert.Equal(
            """{"ValidTo":1764000000}""",
            Toy.Written(Everything, new Everything.Response(null, null, null, null, null, null, DateTimeOffset.FromUnixTimeSeconds(1764000000), null, null, null, null)));

    [Fact]
    public void No_answer_is_no_body() => Assert.Equal("", Toy.Written(Toy.Entry<Nothing>(), default(Unit)));

    [Fact]
    public void Records_have_parameters_without_secrets_and_blobs()
    {
        using var request = new Disposing(Toy.Read<Everything.Request>(Everything, """
            {"KeyId":"key","Plaintext":"AQID","CiphertextBlob":"BAU=","NumberOfBytes":12,"Colour":"RED_1","Password":"hunter2",
             "Tags":[{"TagKey":"k","TagValue":"secret"}],"Context":{"Name":"y"},"ValidTo":1764000000.5}
            """));
        Assert.Equal(
            """
            {"keyId":"key","numberOfBytes":12,"validTo":"Nov 24, 2025, 4:00:00 PM","colour":"RED_1","tags":[{"tagKey":"k"}],"context":{"Name":"y"}}
            """,
            Parameters(Everything, request.Value));
    }

    [Fact]
    public void Records_have_null_where_there_are_no_parameters()
    {
        Assert.Equal("null", Parameters(Everything, new Everything.Request { Password = "x" }));
        Assert.Equal("null", Parameters(Toy.Entry<Nothing>(), new Nothing.Request()));
    }

    private static string Parameters(OperationEntry operation, object request)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer)) operation.WriteParameters(writer, request);
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private sealed class Disposing(Everything.Request value) : IDisposable
    {
        public Everything.Request Value => value;

        public void Dispose() => Everything.Release(value);
    }
}
