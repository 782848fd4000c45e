using System.Text;
using System.Xml.Linq;
using CsCheck;
using Strongroom.Aws.Protocols;
using Strongroom.Aws.Shapes;
using Strongroom.Aws.Tests.Toys;

namespace Strongroom.Aws.Tests.Shapes;

public sealed class FormTests
{
    private static readonly OperationEntry Everything = Toy.Entry<Everything>();

    [Fact]
    public void Values_are_decoded_once_and_plus_is_a_space()
        => Assert.Equal("a b+c%20é\n", FormNode.Parse("x=a+b%2Bc%2520%C3%A9%0A"u8).Find("x")!.Text);

    [Fact]
    public void A_value_may_stand_above_others()
    {
        var form = FormNode.Parse("a=1&a.b=2&&c"u8);
        Assert.Equal(("1", "2", ""), (form.Find("a")!.Text, form.Find("a")!.Find("b")!.Text, form.Find("c")!.Text));
    }

    [Fact]
    public void Elements_come_in_the_order_of_their_numbers()
        => Assert.Equal(["a", "b", "c"], FormNode.Parse("l.member.10=c&l.member.2=b&l.member.1=a"u8).Find("l")!.Numbered("member").Select(node => node.Text));

    [Theory]
    [InlineData("a=1&a=2")]
    [InlineData("a=%")]
    [InlineData("a=%c0%af")]
    [InlineData("a=%ed%a0%80")]
    [InlineData("%00=1")]
    public void Anything_ambiguous_is_malformed(string form)
        => Assert.Equal("MalformedQueryString", Assert.Throws<FaultException>(() => FormNode.Parse(Encoding.UTF8.GetBytes(form))).Code);

    [Fact]
    public void Depth_and_number_are_bounded()
    {
        Assert.Throws<FaultException>(() => FormNode.Parse(Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("a.", 24)) + "a=1")));
        Assert.Throws<FaultException>(() => FormNode.Parse(Encoding.UTF8.GetBytes(string.Join('&', Enumerable.Range(0, 8193).Select(i => $"a{i}=1")))));
    }

    [Fact]
    public void No_form_does_worse_than_a_fault()
    {
        const string valid = "Action=Everything&KeyId=key&Plaintext=AQID&Tags.member.1.TagKey=k&Context.entry.1.key=x&Context.entry.1.value=%41&ValidTo=2026-01-02T03:04:05Z&Colour=RED_1";
        Gen.Select(Gen.Int[0, valid.Length - 1], Gen.OneOf(Gen.Byte, Gen.Int[0, 7].Select(i => "&=.%+1a0"u8[i])), Gen.Int[0, 2]).Array[1, 4].Sample(edits =>
        {
            var bytes = Encoding.UTF8.GetBytes(valid).ToList();
            foreach (var (at, value, kind) in edits)
            {
                var index = Math.Min(at, bytes.Count - 1);
                if (kind == 0) bytes[index] = value;
                else if (kind == 1) bytes.Insert(index, value);
                else bytes.RemoveAt(index);
            }

            try
            {
                var request = Everything.ReadForm(FormNode.Parse(bytes.ToArray()));
                try
                {
                    Everything.Check(request);
                }
                finally
                {
                    Everything.Release(request);
                }

                return true;
            }
            catch (FaultException fault)
            {
                return fault.Code is "MalformedQueryString" or "MalformedInput" or "SerializationException" or "ValidationException";
            }
        }, iter: 20_000);
    }

    [Fact]
    public void XML_text_comes_back_as_it_was_if_XML_can_hold_it()
        => Gen.String[Gen.Char['\t', '\uFFFF'].Where(c => !char.IsSurrogate(c)), 0, 50].Sample(text =>
        {
            using var answer = AnswerBuffer.Rent();
            new XmlAnswer(answer).Element("x", text);
            var read = XElement.Parse(Encoding.UTF8.GetString(answer.Written.Span), LoadOptions.PreserveWhitespace).Value;
            var expected = string.Concat(text.Select(c => c is '\t' or '\n' or '\r' or (>= ' ' and < '\uFFFE') ? c : '\uFFFD'));
            Assert.Equal(expected, read);
        }, iter: 2000);
}
