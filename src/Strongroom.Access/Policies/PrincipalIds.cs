namespace Strongroom.Access;

/// <summary>Finds the users and roles that policies name.</summary>
public interface IPrincipalIds
{
    /// <summary>The unique id of the user, role or role session of that ARN; null if there is no such user or role.</summary>
    ValueTask<string?> FindIdAsync(string arn, CancellationToken cancellation);
}

/// <summary>Ties the ARNs in a policy to those who have them now, so that trust does not pass to whoever takes a name later.</summary>
public static class PrincipalIds
{
    /// <summary>The unique ids of the users and roles that a key policy, trust policy or other policy with principals names, by ARN.</summary>
    /// <remarks>Stored beside the policy when it is put, and given to <see cref="Policy.Bind"/> whenever it is compiled.</remarks>
    /// <exception cref="MalformedPolicyException">One of them does not exist; in AWS's words.</exception>
    public static async ValueTask<IReadOnlyDictionary<string, string>> ResolveAsync(this IPrincipalIds principals, Policy policy, CancellationToken cancellation)
    {
        var ids = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (type, value) in policy.Principals.Distinct())
        {
            if (type != "AWS" || !IsUserOrRole(value)) continue;
            ids[value] = await principals.FindIdAsync(value, cancellation) ?? throw new MalformedPolicyException(
                policy.Kind == PolicyKind.Trust ? PolicyTexts.InvalidTrustPrincipal(type, value) : PolicyTexts.InvalidPrincipal);
        }

        return ids;
    }

    private static bool IsUserOrRole(string value) => value.StartsWith("arn:aws:iam::", StringComparison.Ordinal)
        && (value.Contains(":user/", StringComparison.Ordinal) || value.Contains(":role/", StringComparison.Ordinal));
}
