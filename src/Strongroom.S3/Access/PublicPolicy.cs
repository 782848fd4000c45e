using System.Text.Json;

namespace Strongroom.S3;

/// <summary>What AWS calls a public policy: one that allows everyone, without a condition that fixes who or from where.</summary>
/// <remarks>User Guide, "Blocking public access to your Amazon S3 storage: the meaning of public".</remarks>
public static class PublicPolicy
{
    private static readonly HashSet<string> Fixing = new(StringComparer.OrdinalIgnoreCase)
    {
        "aws:SourceIp", "aws:SourceArn", "aws:SourceVpc", "aws:SourceVpce", "aws:SourceOwner", "aws:SourceAccount", "aws:userid", "aws:PrincipalOrgID",
        "aws:PrincipalOrgPaths", "aws:PrincipalAccount", "aws:PrincipalArn", "s3:x-amz-server-side-encryption-aws-kms-key-id", "s3:DataAccessPointArn", "s3:DataAccessPointAccount",
    };

    /// <summary>True if a policy, which has been parsed before, is public.</summary>
    public static bool IsPublic(string policy)
    {
        using var document = JsonDocument.Parse(policy);
        var statements = document.RootElement.GetProperty("Statement");
        return statements.ValueKind == JsonValueKind.Array ? statements.EnumerateArray().Any(IsPublic) : IsPublic(statements);
    }

    private static bool IsPublic(JsonElement statement)
        => statement.GetProperty("Effect").GetString() == "Allow" && NamesEveryone(statement) && !IsFixed(statement);

    private static bool NamesEveryone(JsonElement statement)
    {
        if (statement.TryGetProperty("NotPrincipal", out _)) return true;
        if (!statement.TryGetProperty("Principal", out var principal)) return false;
        return principal.ValueKind == JsonValueKind.String || (principal.TryGetProperty("AWS", out var named) && Values(named).Contains("*"));
    }

    // A fixed value has no wildcard; an address range of 0.0.0.0/0 fixes nothing.
    private static bool IsFixed(JsonElement statement) => statement.TryGetProperty("Condition", out var conditions)
        && conditions.EnumerateObject().Any(static @operator => !@operator.Name.Contains("Not", StringComparison.OrdinalIgnoreCase)
            && !@operator.Name.Equals("Null", StringComparison.OrdinalIgnoreCase)
            && @operator.Value.EnumerateObject().Any(static key => Fixing.Contains(key.Name)
                && Values(key.Value).All(static value => !value.Contains('*', StringComparison.Ordinal) && !value.EndsWith("/0", StringComparison.Ordinal))));

    private static IEnumerable<string> Values(JsonElement element)
        => element.ValueKind == JsonValueKind.Array ? element.EnumerateArray().Select(static value => value.ToString()) : [element.ToString()];
}
