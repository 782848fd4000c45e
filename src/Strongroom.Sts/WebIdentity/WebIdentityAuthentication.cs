using Strongroom.Access;
using Strongroom.Aws;
using Strongroom.Aws.Shapes;
using Strongroom.Iam;
using Strongroom.Seams;

namespace Strongroom.Sts;

/// <summary>Believes a caller of AssumeRoleWithWebIdentity because a provider that the role's account trusts has signed the token.</summary>
public sealed class WebIdentityAuthentication(IdentityTokens tokens, IIdentityProviders providers) : IBodyAuthentication
{
    private const int MostTokenCharacters = 20_000;

    /// <inheritdoc/>
    public string Service => "sts";

    /// <inheritdoc/>
    public string Action => "AssumeRoleWithWebIdentity";

    /// <summary>A token of 20,000 characters, a policy of 2,048 whose every character is escaped, and ten ARNs.</summary>
    public int MaxBodyBytes => 64 * 1024;

    /// <inheritdoc/>
    public async ValueTask<Caller> AuthenticateAsync(FormNode form, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(form);
        var text = Demand(form, "WebIdentityToken", "webIdentityToken");
        if (text.Length > MostTokenCharacters) throw StsFaults.NotAToken();
        if (EntityArn.Parse(Demand(form, "RoleArn", "roleArn")) is not { Noun: "role" } role) throw StsFaults.Invalid("Request ARN is invalid");
        Demand(form, "RoleSessionName", "roleSessionName");

        var token = tokens.Read(text);
        var provider = await providers.FindAsync(role.Account, token.Issuer, cancellation) ?? throw StsFaults.NoProvider(token.Issuer);
        var claims = await tokens.VerifyAsync(token, provider, cancellation);
        var identity = claims.ToWebIdentity(provider.Host);
        var id = $"{provider.Arn}:{identity.First("aud")}:{claims.Subject}";
        return new()
        {
            Account = role.Account,
            Arn = id,
            Type = CallerType.WebIdentityUser,
            UserId = id,
            UserName = claims.Subject,
            FederatedProvider = provider.Arn,
            WebIdentity = identity,
        };
    }

    private static string Demand(FormNode form, string name, string member) => form.Find(name) is { Text: { Length: > 0 } text } ? text
        : throw StsFaults.Invalid($"1 validation error detected: Value at '{member}' failed to satisfy constraint: Member must not be null");
}
