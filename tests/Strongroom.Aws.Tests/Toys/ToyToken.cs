using Strongroom.Access;
using Strongroom.Aws.Shapes;

namespace Strongroom.Aws.Tests.Toys;

/// <summary>Believes unsigned calls of <c>form.Everything</c> that bring a token.</summary>
internal sealed class ToyToken : IBodyAuthentication
{
    public string Service => "form";

    public string Action => "Everything";

    public int MaxBodyBytes => 200;

    public ValueTask<Caller> AuthenticateAsync(FormNode form, CancellationToken cancellation) => form.Find("Token") is { Text: "right" }
        ? new(Caller.Root("444455556666", null)) : throw new FaultException("InvalidIdentityToken", "Wrong token");
}
