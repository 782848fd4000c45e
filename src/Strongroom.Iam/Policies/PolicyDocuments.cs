using Strongroom.Access;
using Strongroom.Aws;

namespace Strongroom.Iam;

/// <summary>Checks policy documents that a request puts.</summary>
public static class PolicyDocuments
{
    private const int MaxManaged = 6144, MaxTrust = 2048, MaxSession = 2048;

    /// <summary>A document for a user, group or role.</summary>
    /// <exception cref="FaultException">MalformedPolicyDocument.</exception>
    public static void CheckInline(string document) => Parse(PolicyKind.Identity, document);

    /// <summary>A version of a managed policy.</summary>
    /// <exception cref="FaultException">MalformedPolicyDocument, also for the language's first version; LimitExceeded.</exception>
    public static void CheckManaged(string document)
    {
        var policy = Parse(PolicyKind.Identity, document);
        if (policy.Version != PolicyVersion.V2012)
            throw IamFaults.MalformedPolicy("Policy document must be version 2012-10-17 or greater.");
        if (Length(document) > MaxManaged) throw IamFaults.QuotaExceeded("PolicySize", MaxManaged);
    }

    /// <summary>A trust policy, and the unique ids of those whom it names.</summary>
    /// <exception cref="FaultException">MalformedPolicyDocument, LimitExceeded.</exception>
    public static async ValueTask<IReadOnlyDictionary<string, string>> CheckTrustAsync(
        IPrincipalIds principals, string document, CancellationToken cancellation)
    {
        var policy = Parse(PolicyKind.Trust, document);
        if (Length(document) > MaxTrust) throw IamFaults.QuotaExceeded("ACLSizePerRole", MaxTrust);
        try
        {
            return await principals.ResolveAsync(policy, cancellation);
        }
        catch (MalformedPolicyException malformed)
        {
            throw IamFaults.MalformedPolicy(malformed.Message);
        }
    }

    /// <summary>A policy of a simulation.</summary>
    /// <exception cref="FaultException">InvalidInput.</exception>
    public static Policy ForSimulation(PolicyKind kind, string document, string name)
    {
        try
        {
            return Policy.Parse(kind, document, name);
        }
        catch (MalformedPolicyException malformed)
        {
            throw IamFaults.InvalidInput(malformed.Message);
        }
    }

    /// <summary>A policy passed with a request for temporary credentials.</summary>
    /// <exception cref="FaultException">MalformedPolicyDocument, PackedPolicyTooLarge.</exception>
    public static Policy CheckSession(string document)
    {
        var policy = Parse(PolicyKind.Session, document);
        return document.Length <= MaxSession ? policy
            : throw new FaultException("PackedPolicyTooLarge", "The session policy is longer than 2048 characters.");
    }

    /// <summary>The characters that quotas count: all but white space.</summary>
    public static int Length(string document) => document.Count(c => !char.IsWhiteSpace(c));

    private static Policy Parse(PolicyKind kind, string document)
    {
        try
        {
            return Policy.Parse(kind, document);
        }
        catch (MalformedPolicyException malformed)
        {
            throw IamFaults.MalformedPolicy(malformed.Message);
        }
    }
}
