namespace Strongroom.Seams;

/// <summary>Where STS finds the OpenID Connect providers that accounts trust. IAM keeps them.</summary>
public interface IIdentityProviders
{
    /// <summary>The account's provider for an issuer; null if it trusts none of that URL.</summary>
    /// <param name="account">The account of the role that is to be assumed.</param>
    /// <param name="issuer">The issuer as its tokens have it: a URL, exactly.</param>
    /// <param name="cancellation">Gives up waiting for the store.</param>
    ValueTask<IdentityProvider?> FindAsync(string account, string issuer, CancellationToken cancellation);
}

/// <summary>An OpenID Connect provider that an account trusts.</summary>
/// <param name="Arn"><c>arn:aws:iam::ACCOUNT:oidc-provider/HOST</c>.</param>
/// <param name="Url">The issuer.</param>
/// <param name="Host">The URL without its scheme.</param>
/// <param name="ClientIds">The audiences that its tokens may be for.</param>
public sealed record IdentityProvider(string Arn, string Url, string Host, IReadOnlyList<string> ClientIds);
