using System.Globalization;

namespace Strongroom.Access;

/// <summary>The condition keys that every call has by itself: about the caller, the connection and the time.</summary>
public static class CallKeys
{
    /// <summary>Finds a key that is about the call. False for all others, which the service answers.</summary>
    public static bool TryFind(ConditionKey key, in AccessRequest request, ICallFacts facts, PrincipalPolicies principal, out ContextValue value)
    {
        if (TryFindOfCaller(key, request.Caller, principal, out value)) return true;

        // A key listed here belongs to the call even when it has no value: what a service says cannot stand in for it.
        ContextValue? known = key.Name switch
        {
            // The address is the caller's only when it calls directly; a service calls from an address of its own.
            "aws:sourceip" => facts.ViaService is null && AddressRange.TryParseAddress(facts.SourceAddress, out _, out _) ? facts.SourceAddress : null,
            "aws:securetransport" => ContextValue.Of(facts.Tls),
            "aws:currenttime" => facts.Time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
            "aws:epochtime" => facts.Time.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture),
            "aws:useragent" => facts.UserAgent,
            "aws:requestedregion" => facts.Region,
            "aws:resourceaccount" => request.ResourceAccount,
            "aws:viaawsservice" => ContextValue.Of(facts.ViaService is not null),
            "aws:calledvia" or "aws:calledviafirst" or "aws:calledvialast" => CalledVia(facts.ViaService),
            "aws:multifactorauthage" => MfaAge(request.Caller.Session, facts.Time),
            "kms:viaservice" => facts.ViaService,
            _ => default(ContextValue?),
        };
        value = known ?? ContextValue.Missing;
        return known is not null;
    }

    /// <summary>Finds a key that is about the caller alone.</summary>
    public static bool TryFindOfCaller(ConditionKey key, Caller caller, PrincipalPolicies principal, out ContextValue value)
    {
        ContextValue? known = key.Family switch
        {
            "aws:principalarn" => caller.Type is CallerType.AwsService or CallerType.Anonymous ? ContextValue.Missing : caller.RoleArn ?? caller.Arn,
            "aws:principalaccount" => caller.Type is CallerType.AwsService or CallerType.Anonymous ? ContextValue.Missing : caller.Account,
            "aws:principaltype" => TypeOf(caller),
            "aws:userid" => caller.Type is CallerType.AwsService or CallerType.Anonymous ? ContextValue.Missing : caller.UserId,
            "aws:username" => caller.Type == CallerType.WebIdentityUser ? null : caller.UserName,
            "aws:principaltag" => ContextValue.Of(key.Parameter is { } tag ? caller.Session?.Tags.Find(tag) ?? principal.Tags.Find(tag) : null),
            "aws:principalisawsservice" => ContextValue.Of(caller.Type == CallerType.AwsService),
            "aws:principalservicename" => caller.ServiceName,
            "aws:federatedprovider" => caller.FederatedProvider,
            "aws:sourceidentity" => caller.Session?.SourceIdentity,
            "aws:tokenissuetime" => caller.Session?.IssuedAt.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),

            // Long-term keys do not have the key at all, which is what BoolIfExists is for.
            "aws:multifactorauthpresent" => caller.Session is { } session ? ContextValue.Of(session.MfaAt is not null) : ContextValue.Missing,
            "kms:calleraccount" => caller.Type == CallerType.Anonymous ? ContextValue.Missing : caller.Account,
            _ => caller.WebIdentity?.Find(key),
        };
        value = known ?? ContextValue.Missing;
        return known is not null;
    }

    private static string TypeOf(Caller caller) => caller.Type switch
    {
        CallerType.Root => "Account",
        CallerType.IamUser => "User",
        CallerType.AssumedRole => "AssumedRole",
        CallerType.FederatedUser => "FederatedUser",
        CallerType.AwsService => "Service",
        _ => "Anonymous",
    };

    // secretsmanager.us-east-1.amazonaws.com is called secretsmanager.amazonaws.com here.
    private static string? CalledVia(string? service) =>
        service?.Split('.') is [var name, .., "amazonaws", "com"] ? $"{name}.amazonaws.com" : service;

    private static string? MfaAge(CallerSession? session, DateTimeOffset now) =>
        session?.MfaAt is { } at ? ((long)(now - at).TotalSeconds).ToString(CultureInfo.InvariantCulture) : null;
}
