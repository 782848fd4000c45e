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
}
