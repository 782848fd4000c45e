using Strongroom.Access;

namespace Strongroom.Iam;

/// <summary>An installation whose accounts have roots alone.</summary>
public sealed class NothingAttached : IPolicySource
{
    /// <inheritdoc/>
    public ValueTask<PrincipalPolicies> FindAsync(Caller caller, CancellationToken cancellation) => new(PrincipalPolicies.None);
}
