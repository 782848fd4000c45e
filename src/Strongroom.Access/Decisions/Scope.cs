namespace Strongroom.Access;

/// <summary>What a statement sees of a request while it is decided.</summary>
internal readonly ref struct Scope(ref readonly AccessRequest request, PrincipalPolicies principal)
{
    private readonly ref readonly AccessRequest request = ref request;

    public string Resource => request.Resource;

    public Caller Caller => request.Caller;

    public PrincipalPolicies Principal => principal;

    /// <summary>The value of a condition key: from the call where it is about the caller or the connection, else from the service.</summary>
    public ContextValue Find(ConditionKey key)
    {
        if (request.Facts is { } facts && CallKeys.TryFind(key, in request, facts, principal, out var value)) return value;
        return request.Keys?.Find(key) ?? ContextValue.Missing;
    }
}
