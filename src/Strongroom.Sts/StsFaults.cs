using Strongroom.Aws;

namespace Strongroom.Sts;

/// <summary>STS's errors, with AWS's texts.</summary>
public static class StsFaults
{
    /// <summary>AccessDenied.</summary>
    public static FaultException AccessDenied(string text) => new("AccessDenied", text) { Status = 403 };

    /// <summary>Roles are not for roots.</summary>
    public static FaultException RootMayNotAssume() => AccessDenied("Roles may not be assumed by root accounts.");

    /// <summary>Temporary credentials cannot ask for this.</summary>
    public static FaultException NotWithSession(string operation) => AccessDenied($"Cannot call {operation} with session credentials");

    /// <summary>The session would outlast what the role allows.</summary>
    public static FaultException TooLongForRole() =>
        new("ValidationError", "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.");

    /// <summary>A role assumed from a role's session lasts an hour at most.</summary>
    public static FaultException TooLongForChain() =>
        new("ValidationError", "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining");

    /// <summary>A name, ARN or other value is none.</summary>
    public static FaultException Invalid(string text) => new("ValidationError", text);

    /// <summary>A second factor cannot be checked here.</summary>
    public static FaultException NoMfa() => AccessDenied("MultiFactorAuthentication failed with invalid MFA one time pass code.");

    /// <summary>A role's trust policy does not let a web identity assume it; also where there is no such role.</summary>
    public static FaultException NotForWebIdentity(string action) => AccessDenied($"Not authorized to perform {action}");

    /// <summary>The token is no JWT.</summary>
    public static FaultException NotAToken() => InvalidIdentityToken(
        "The ID Token provided is not a valid JWT. (You may see this error if you sent an Access Token)");

    /// <summary>The role's account does not trust the issuer.</summary>
    public static FaultException NoProvider(string issuer) =>
        InvalidIdentityToken($"No OpenIDConnect provider found in your account for {issuer}");

    /// <summary>The issuer publishes no key of that name.</summary>
    public static FaultException NoVerificationKey() => InvalidIdentityToken(
        "Couldn't retrieve verification key from your identity provider, please reference AssumeRoleWithWebIdentity documentation for requirements");

    /// <summary>The signature is wrong.</summary>
    public static FaultException NotVerified() => InvalidIdentityToken(
        "The web identity token that was passed could not be validated. Get a new identity token from the identity provider and then retry the request.");

    /// <summary>The token is for somebody else.</summary>
    public static FaultException WrongAudience() => InvalidIdentityToken("Incorrect token audience");

    /// <summary>The token lacks what every identity token has.</summary>
    public static FaultException MissingClaim(string claim) => InvalidIdentityToken($"Missing a required claim: {claim}");

    /// <summary>The token counts only later.</summary>
    public static FaultException NotYet() => InvalidIdentityToken("Token is not valid yet");

    /// <summary>The token has expired. Times in seconds of the Unix epoch.</summary>
    public static FaultException TokenExpired(long now, long expired) => new("ExpiredTokenException",
        $"Token expired: current date/time {now} must be before the expiration date/time {expired}");

    /// <summary>The issuer's keys could not be had; trying again may help.</summary>
    public static FaultException IssuerUnreachable() => new("IDPCommunicationError",
        "The request could not be fulfilled because the identity provider (IDP) that was asked to verify the incoming identity token could not be reached.");

    private static FaultException InvalidIdentityToken(string text) => new("InvalidIdentityToken", text);
}
