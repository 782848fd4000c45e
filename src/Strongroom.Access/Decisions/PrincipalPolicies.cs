namespace Strongroom.Access;

/// <summary>What is attached to a principal, compiled: everything of it that a decision reads. Immutable, shared until something attached changes.</summary>
public sealed class PrincipalPolicies
{
    private readonly Policy[] identity = [];
    private readonly Policy[][] serviceControl = [];

    /// <summary>A principal with nothing attached.</summary>
    public static PrincipalPolicies None { get; } = new();

    /// <summary>The principal's own policies and its groups', inline and managed.</summary>
    public IReadOnlyList<Policy> Identity
    {
        get => identity;
        init => identity = [.. value];
    }

    /// <summary>Its permissions boundary.</summary>
    public Policy? Boundary { get; init; }

    /// <summary>The tags on the user or role.</summary>
    public Tags Tags { get; init; } = Tags.None;

    /// <summary>An organisation's policies on the account: a list of levels, each of which must allow. None for an account in no organisation.</summary>
    public IReadOnlyList<IReadOnlyList<Policy>> ServiceControl
    {
        get => serviceControl;
        init => serviceControl = [.. value.Select(level => level.ToArray())];
    }

    internal ReadOnlySpan<Policy> IdentitySpan => identity;

    internal ReadOnlySpan<Policy[]> ServiceControlSpan => serviceControl;
}

/// <summary>Where the evaluator finds what is attached to a caller.</summary>
public interface IPolicySource
{
    /// <summary>
    /// The policies of the user or role behind <paramref name="caller"/>; of the user behind a federated session. <see cref="PrincipalPolicies.None"/>
    /// for roots, services and principals that are gone. Reads no disk when warm, and never returns what was attached before an acknowledged change.
    /// </summary>
    ValueTask<PrincipalPolicies> FindAsync(Caller caller, CancellationToken cancellation);
}
