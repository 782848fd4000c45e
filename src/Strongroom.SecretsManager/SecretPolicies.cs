using System.Text.Json;
using Strongroom.Access;
using Strongroom.Aws;

namespace Strongroom.SecretsManager;

/// <summary>Reads resource policies, and judges whether they let too many in or lock their author out.</summary>
/// <remarks>
/// AWS asks an automated reasoner whether a policy is public. Here a statement is, when it allows whoever comes (<c>*</c>, or all but some)
/// and no condition ties it to a fixed account, organisation, principal, network or source.
/// </remarks>
public sealed class SecretPolicies(IPrincipalIds principals, SecretAuthorizer authorizer)
{
    private static readonly ActionName Put = SecretActions.Of("PutResourcePolicy");

    // Keys whose fixed values keep strangers out, with the operators that fix them.
    private static readonly HashSet<string> Fixing = new(StringComparer.OrdinalIgnoreCase)
    {
        "aws:PrincipalAccount", "aws:PrincipalArn", "aws:PrincipalOrgID", "aws:PrincipalOrgPaths", "aws:SourceAccount", "aws:SourceArn", "aws:SourceIp",
        "aws:SourceOrgID", "aws:SourceOwner", "aws:SourceVpc", "aws:SourceVpce", "aws:userid", "aws:username", "aws:PrincipalServiceName",
    };

    private static readonly HashSet<string> FixingOperators = new(StringComparer.OrdinalIgnoreCase)
    {
        "StringEquals", "StringEqualsIgnoreCase", "StringLike", "ArnEquals", "ArnLike", "IpAddress",
    };

    /// <summary>The policy of a request. Whom it names must exist.</summary>
    /// <exception cref="FaultException">MalformedPolicyDocumentException.</exception>
    public async ValueTask<SecretPolicy> ParseAsync(string document, CancellationToken cancellation)
    {
        try
        {
            return new(document, await principals.ResolveAsync(Policy.Parse(PolicyKind.Resource, document), cancellation));
        }
        catch (MalformedPolicyException malformed)
        {
            throw SecretsManagerFaults.MalformedPolicy($"This resource policy contains a syntax error or an invalid principal: {malformed.Message}");
        }
    }

    /// <summary>True when the policy would leave the caller unable to put another one.</summary>
    public async ValueTask<bool> LocksOutAsync(Call call, Secret secret, SecretPolicy policy, CancellationToken cancellation)
        => !await authorizer.WouldPermitAsync(call, Put, secret with { Policy = policy }, SecretAccess.None, cancellation);

    /// <summary>True when a statement of the policy allows whoever comes.</summary>
    /// <param name="document">A policy that was parsed as one.</param>
    public static bool IsPublic(string document)
    {
        using var json = JsonDocument.Parse(document);
        var statements = json.RootElement.GetProperty("Statement");
        return statements.ValueKind == JsonValueKind.Array ? statements.EnumerateArray().Any(IsPublic) : IsPublic(statements);
    }

    private static bool IsPublic(JsonElement statement)
    {
        if (statement.GetProperty("Effect").GetString() != "Allow") return false;
        var everyone = statement.TryGetProperty("NotPrincipal", out _) || (statement.TryGetProperty("Principal", out var principal) && NamesEveryone(principal));
        return everyone && !(statement.TryGetProperty("Condition", out var conditions) && conditions.EnumerateObject().Any(IsFixed));
    }

    private static bool NamesEveryone(JsonElement principal)
        => principal.ValueKind == JsonValueKind.Object ? principal.EnumerateObject().Any(static each => Texts(each.Value).Contains("*")) : Texts(principal).Contains("*");

    private static bool IsFixed(JsonProperty condition)
        => FixingOperators.Contains(condition.Name) && condition.Value.EnumerateObject().Any(static key => Fixing.Contains(key.Name) && Texts(key.Value).All(IsNarrow));

    // One wildcard at the end of an ARN still names an account; a whole star, or every address, names nobody.
    private static bool IsNarrow(string value)
        => value is not ("" or "*" or "0.0.0.0/0" or "::/0") && !value.StartsWith('*') && !value.Contains("::*", StringComparison.Ordinal)
            && !value.Contains(":*:", StringComparison.Ordinal);

    private static IEnumerable<string> Texts(JsonElement value)
        => value.ValueKind == JsonValueKind.Array ? value.EnumerateArray().Select(static each => each.ToString()) : [value.ToString()];
}
