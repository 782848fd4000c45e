namespace Strongroom.Access;

/// <summary>What a decision reads of a grant: a permission on one key for one principal, which only allows and never denies.</summary>
public sealed record Grant
{
    private const GrantOperations Constrained =
        GrantOperations.Decrypt | GrantOperations.Encrypt | GrantOperations.GenerateDataKey | GrantOperations.GenerateDataKeyWithoutPlaintext
        | GrantOperations.ReEncryptFrom | GrantOperations.ReEncryptTo | GrantOperations.GenerateDataKeyPair
        | GrantOperations.GenerateDataKeyPairWithoutPlaintext;

    /// <summary>The grant's id: 64 hexadecimal digits.</summary>
    public required string Id { get; init; }

    /// <summary>Who may use it: the ARN of a user, role or session, or a service's name. A role covers its sessions.</summary>
    public required string GranteePrincipal { get; init; }

    /// <summary>
    /// The unique id of that user, role or session when the grant was made: nobody else who takes the name later may use it. Null for services, and for
    /// names that nobody had.
    /// </summary>
    public string? GranteeId { get; init; }

    /// <summary>Who may retire it besides; null for none.</summary>
    public string? RetiringPrincipal { get; init; }

    /// <summary>What it allows.</summary>
    public required GrantOperations Operations { get; init; }

    /// <summary>The encryption context it insists on; null for any.</summary>
    public GrantConstraints? Constraints { get; init; }

    /// <summary>True when a grant for these operations and constraints could be made from this one: no operation more, and constraints as strict.</summary>
    public bool Covers(GrantOperations operations, GrantConstraints? constraints) =>
        (operations & ~Operations) == 0 && (Constraints is null || Constraints.Covers(constraints));

    /// <summary>How the grant covers the caller doing this. Constraints count for the operations that take an encryption context.</summary>
    internal PrincipalMatch Match(ActionName action, Caller caller, in Scope scope)
    {
        var operation = action.GrantOperation;
        if ((Operations & operation) == 0) return PrincipalMatch.None;
        var match = GranteeId is null || caller.Is(GranteeId) ? MatchOf(GranteePrincipal, caller) : PrincipalMatch.None;
        if (match == PrincipalMatch.None || Constraints is null || (operation & Constrained) == 0) return match;
        return Constraints.Hold(scope) ? match : PrincipalMatch.None;
    }

    private static PrincipalMatch MatchOf(string grantee, Caller caller)
    {
        if (caller.Type == CallerType.AwsService) return grantee == caller.ServiceName ? PrincipalMatch.Direct : PrincipalMatch.None;
        if (grantee == caller.Arn) return PrincipalMatch.Direct;
        return grantee == (caller.RoleArn ?? caller.FederatedBy) ? PrincipalMatch.Issuer : PrincipalMatch.None;
    }
}
