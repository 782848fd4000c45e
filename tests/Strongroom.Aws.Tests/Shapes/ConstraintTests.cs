using Strongroom.Aws.Tests.Toys;

namespace Strongroom.Aws.Tests.Shapes;

public sealed class ConstraintTests
{
    private static readonly OperationEntry Everything = Toy.Entry<Everything>();

    [Theory]
    [InlineData("""{}""", "Value null at 'keyId' failed to satisfy constraint: Member must not be null")]
    [InlineData("""{"KeyId":"k"}""", "Value 'k' at 'keyId' failed to satisfy constraint: Member must have length greater than or equal to 2")]
    [InlineData("""{"KeyId":"01234567890"}""", "Value '01234567890' at 'keyId' failed to satisfy constraint: Member must have length less than or equal to 10")]
    [InlineData("""{"KeyId":"ok","Plaintext":""}""", "Value at 'plaintext' failed to satisfy constraint: Member must have length greater than or equal to 1")]
    [InlineData("""{"KeyId":"ok","Plaintext":"AAAAAAAAAAAAAAAAAAAAAAAAAAA="}""",
        "Value at 'plaintext' failed to satisfy constraint: Member must have length less than or equal to 16")]
    [InlineData("""{"KeyId":"ok","CiphertextBlob":""}""",
        "Value 'java.nio.HeapByteBuffer[pos=0 lim=0 cap=0]' at 'ciphertextBlob' failed to satisfy constraint: Member must have length greater than or equal to 1")]
    [InlineData("""{"KeyId":"ok","NumberOfBytes":1025}""",
        "Value '1025' at 'numberOfBytes' failed to satisfy constraint: Member must have value less than or equal to 1024")]
    [InlineData("""{"KeyId":"ok","NumberOfBytes":0}""",
        "Value '0' at 'numberOfBytes' failed to satisfy constraint: Member must have value greater than or equal to 1")]
    [InlineData("""{"KeyId":"ok","Colour":"GREEN"}""",
        "Value 'GREEN' at 'colour' failed to satisfy constraint: Member must satisfy enum value set: [RED_1, BLUE-2]")]
    [InlineData("""{"KeyId":"ok","Palette":["RED_1","GREEN","PINK"]}""",
        "Value '[RED_1, GREEN, PINK]' at 'palette' failed to satisfy constraint: Member must satisfy constraint: [Member must satisfy enum value set: [RED_1, BLUE-2]]")]
    [InlineData("""{"KeyId":"ok","Name":"a1"}""",
        "Value 'a1' at 'name' failed to satisfy constraint: Member must satisfy regular expression pattern: ^[a-z]+$")]
    [InlineData("""{"KeyId":"ok","Name":"a\n"}""",
        "Value 'a\n' at 'name' failed to satisfy constraint: Member must satisfy regular expression pattern: ^[a-z]+$")]
    [InlineData("""{"KeyId":"ok","GrantTokens":["a","b","c"]}""",
        "Value '[a, b, c]' at 'grantTokens' failed to satisfy constraint: Member must have length less than or equal to 2")]
    [InlineData("""{"KeyId":"ok","GrantTokens":["a","long"]}""",
        "Value '[a, long]' at 'grantTokens' failed to satisfy constraint: Member must satisfy constraint: "
        + "[Member must have length less than or equal to 3, Member must have length greater than or equal to 1]")]
    [InlineData("""{"KeyId":"ok","Tags":[{"TagKey":"a","TagValue":""},{"TagKey":"","TagValue":""}]}""",
        "Value '' at 'tags.2.member.tagKey' failed to satisfy constraint: Member must have length greater than or equal to 1")]
    [InlineData("""{"KeyId":"ok","Tags":[{"TagKey":"a"}]}""",
        "Value null at 'tags.1.member.tagValue' failed to satisfy constraint: Member must not be null")]
    [InlineData("""{"KeyId":"ok","One":{"TagKey":"a","TagValue":"12345"}}""",
        "Value at 'one.tagValue' failed to satisfy constraint: Member must have length less than or equal to 4")]
    public void Each_limit_is_refused_in_AWSs_words(string json, string text)
    {
        var fault = Toy.Refusal(Everything, json);
        Assert.Equal("ValidationException", fault?.Code);
        Assert.Equal("1 validation error detected: " + text, fault?.Text);
    }

    [Fact]
    public void All_violations_come_in_one_message()
        => Assert.Equal(
            "3 validation errors detected: Value null at 'keyId' failed to satisfy constraint: Member must not be null; "
            + "Value '0' at 'numberOfBytes' failed to satisfy constraint: Member must have value greater than or equal to 1; "
            + "Value 'A' at 'name' failed to satisfy constraint: Member must satisfy regular expression pattern: ^[a-z]+$",
            Toy.Refusal(Everything, """{"NumberOfBytes":0,"Name":"A"}""")?.Text);

    [Fact]
    public void A_small_request_gets_no_huge_answer()
    {
        var many = string.Join(',', Enumerable.Repeat("{}", 100_000));
        Assert.InRange(Toy.Refusal(Everything, $$"""{"KeyId":"ok","Tags":[{{many}}]}""")!.Text!.Length, 1, 20_000);
    }

    [Fact]
    public void Characters_are_counted_not_their_halves()
    {
        Assert.Null(Toy.Refusal(Everything, "{\"KeyId\":\"" + string.Concat(Enumerable.Repeat("😹", 10)) + "\"}"));
        Assert.NotNull(Toy.Refusal(Everything, "{\"KeyId\":\"" + string.Concat(Enumerable.Repeat("😹", 11)) + "\"}"));
    }

    [Fact]
    public void The_table_tells_every_limit()
    {
        var rules = Everything.RequestMembers.ToDictionary(member => member.Name, member => member.Rules);
        Assert.True(rules["KeyId"].Required);
        Assert.Equal((2, 10), rules["KeyId"].Length);
        Assert.Equal((1L, 1024L), rules["NumberOfBytes"].Range);
        Assert.Equal("^[a-z]+$", rules["Name"].Pattern);
        Assert.Equal((1, 3), rules["GrantTokens"].ElementLength);
        Assert.Equal(["RED_1", "BLUE-2"], rules["Colour"].EnumSet!);
        Assert.Equal(["RED_1", "BLUE-2"], rules["Palette"].EnumSet!);
        Assert.Equal((1, 8), Everything.RequestMembers.Single(member => member.Name == "Tags").Shape.Members[0].Rules.Length);
    }
}
