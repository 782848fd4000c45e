using System.Globalization;
using System.Text.Json;
using Strongroom.Access;

namespace Strongroom.Audit;

/// <summary>CloudTrail's userIdentity element: which members it has depends on the kind of principal.</summary>
internal static class UserIdentity
{
    /// <summary>What CloudTrail writes where a service acts by itself.</summary>
    public const string Internal = "AWS Internal";

    public static void Write(Utf8JsonWriter json, AuditRecord record)
    {
        var caller = record.Caller;
        json.WriteStartObject(Names.UserIdentity);
        switch (caller.Type)
        {
            case CallerType.AwsService when record.EventType == Names.ServiceEvent:
                json.WriteText(Names.AccountId, caller.Account);
                json.WriteText(Names.InvokedBy, Internal);
                break;
            case CallerType.AwsService:
                json.WriteString(Names.Type, "AWSService");
                json.WriteText(Names.InvokedBy, ServiceOf(record));
                break;
            case CallerType.Anonymous:
                json.WriteString(Names.Type, "AWSAccount");
                json.WriteString(Names.PrincipalId, "");
                json.WriteString(Names.AccountId, "ANONYMOUS_PRINCIPAL");
                break;
            case CallerType.WebIdentityUser:
                json.WriteString(Names.Type, "WebIdentityUser");
                json.WriteText(Names.PrincipalId, caller.UserId);
                if (caller.UserName is { } subject)
                    json.WriteText(Names.UserName, subject);
                if (caller.FederatedProvider is { } provider)
                    json.WriteText(Names.IdentityProvider, provider);
                break;
            default:
                WritePrincipal(json, caller);
                break;
        }

        if (record.InvokedBy is { } service && caller.Type != CallerType.AwsService)
            json.WriteText(Names.InvokedBy, service);
        json.WriteEndObject();
    }

    /// <summary>The service that a record without a source address came from.</summary>
    public static string ServiceOf(AuditRecord record) => record.EventType == Names.ServiceEvent
        ? Internal
        : record.InvokedBy ?? record.Caller.ServiceName ?? Internal;

    private static void WritePrincipal(Utf8JsonWriter json, Caller caller)
    {
        json.WriteString(Names.Type, caller.Type switch
        {
            CallerType.Root => "Root",
            CallerType.IamUser => "IAMUser",
            CallerType.AssumedRole => "AssumedRole",
            CallerType.FederatedUser => "FederatedUser",
            _ => "Unknown",
        });
        json.WriteText(Names.PrincipalId, caller.UserId);
        json.WriteText(Names.Arn, caller.Arn);
        json.WriteText(Names.AccountId, caller.Account);
        if (caller.AccessKeyId is { } key)
            json.WriteText(Names.AccessKeyId, key);
        if (caller.UserName is { } name)
            json.WriteText(Names.UserName, name);
        if (caller.Session is not null || caller is { Type: CallerType.AssumedRole, RoleArn: not null })
            WriteSession(json, caller);
    }

    /// <summary>What is known of a session: whose it is, when it was made, and whether a second factor was shown.</summary>
    private static void WriteSession(Utf8JsonWriter json, Caller caller)
    {
        json.WriteStartObject(Names.SessionContext);
        if (caller is { Type: CallerType.AssumedRole, RoleArn: { } role })
            WriteIssuer(json, caller, role);
        if (caller.FederatedProvider is { } provider)
        {
            json.WriteStartObject(Names.WebIdFederationData);
            json.WriteText(Names.FederatedProvider, provider);
            json.WriteStartObject(Names.Attributes);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        if (caller.Session is { } session)
        {
            if (session.SourceIdentity is { } identity)
                json.WriteText(Names.SourceIdentity, identity);
            json.WriteStartObject(Names.Attributes);
            json.WriteString(Names.CreationDate, session.IssuedAt.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));
            json.WriteString(Names.MfaAuthenticated, session.MfaAt is null ? "false" : "true");
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    /// <summary>The role behind a session: its id is the part of the session's id before the colon, its name the last part of its ARN.</summary>
    private static void WriteIssuer(Utf8JsonWriter json, Caller caller, string role)
    {
        var colon = caller.UserId.IndexOf(':', StringComparison.Ordinal);
        json.WriteStartObject(Names.SessionIssuer);
        json.WriteString(Names.Type, "Role");
        json.WriteText(Names.PrincipalId, colon < 0 ? caller.UserId : caller.UserId.AsSpan(0, colon));
        json.WriteText(Names.Arn, role);
        json.WriteText(Names.AccountId, caller.Account);
        json.WriteText(Names.UserName, role.AsSpan(role.LastIndexOf('/') + 1));
        json.WriteEndObject();
    }
}
