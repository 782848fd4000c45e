using System.Text;
using Strongroom.Aws.Shapes;
using Strongroom.Aws.Tests.Toys;
using Strongroom.Cryptography;

namespace Strongroom.Aws.Tests.Shapes;

public sealed class SecretTextTests
{
    private static readonly OperationEntry Keep = Toy.Entry(new Keeping());

    [Theory]
    [InlineData("""{"Password":"a\"é\u00e9\n"}""", "a\"éé\n")]
    [InlineData("""{"Password":"plain"}""", "plain")]
    public void Text_becomes_a_secret_without_becoming_a_string(string json, string text)
    {
        using var secret = Toy.Read<Keeping.Request>(Keep, json).Password!;
        using var lease = secret.Borrow();
        Assert.Equal(text, Encoding.UTF8.GetString(lease.Bytes));
    }

    [Fact]
    public void It_is_written_as_text_again()
    {
        using var secret = KeyMaterial.CopyOf("a\"<é"u8);
        Assert.Equal("""{"Password":"a\"<é"}""", Toy.Written(Keep, new Keeping.Response(secret)));
    }

    [Fact]
    public void Its_length_is_checked_and_its_value_never_printed()
    {
        Assert.Equal(
            "1 validation error detected: Value at 'password' failed to satisfy constraint: Member must have length less than or equal to 8",
            Toy.Refusal(Keep, """{"Password":"123456789"}""")!.Text);
        var form = (Keeping.Request)Keep.ReadForm(FormNode.Parse("Password=p%26w"u8));
        using var lease = form.Password!.Borrow();
        Assert.Equal("p&w", Encoding.UTF8.GetString(lease.Bytes));
    }

    [Operation("ToyService.Keeping")]
    private sealed class Keeping : IOperation<Keeping.Request, Keeping.Response>
    {
        public sealed record Request
        {
            [SecretText, Length(1, 8)]
            public KeyMaterial? Password { get; init; }
        }

        public sealed record Response([property: SecretText] KeyMaterial Password);

        public ValueTask<Response> InvokeAsync(Request request, Call call, CancellationToken cancellation) => new(new Response(request.Password!));
    }
}
