namespace Strongroom.Access;

/// <summary>What the evaluator knows of a call by itself. The call of the front door is one.</summary>
public interface ICallFacts
{
    /// <summary>The caller's address; no address where the call did not come over IP.</summary>
    string SourceAddress { get; }

    /// <summary>Came over TLS.</summary>
    bool Tls { get; }

    /// <summary>When the call arrived.</summary>
    DateTimeOffset Time { get; }

    /// <summary>The region asked.</summary>
    string Region { get; }

    /// <summary>The caller's user agent.</summary>
    string? UserAgent { get; }

    /// <summary>The service that acts for the caller, such as <c>s3.us-east-1.amazonaws.com</c>.</summary>
    string? ViaService { get; }
}

/// <summary>One question to the evaluator: may this caller do this to that?</summary>
/// <remarks>A value on the stack: building it and deciding it allocate nothing.</remarks>
public readonly record struct AccessRequest
{
    /// <summary>Who asks.</summary>
    public required Caller Caller { get; init; }

    /// <summary>What is to be done.</summary>
    public required ActionName Action { get; init; }

    /// <summary>The ARN of what it is done to; <c>*</c> for an action that has no resource.</summary>
    public required string Resource { get; init; }

    /// <summary>The account that owns the resource; the caller's own for an action that has none.</summary>
    public required string ResourceAccount { get; init; }

    /// <summary>
    /// The policy attached to the resource, if it has one. A key policy and a trust policy must allow the caller, or its account; any other one may.
    /// </summary>
    public Policy? ResourcePolicy { get; init; }

    /// <summary>The grants on the key that could be meant for this caller: by its own ARN or its role's. None for other resources.</summary>
    public IReadOnlyList<Grant>? Grants { get; init; }

    /// <summary>The service's own condition keys.</summary>
    public IConditionKeys? Keys { get; init; }

    /// <summary>The call, from which the keys about connection, time and caller come. Null leaves those to <see cref="Keys"/>, as simulations do.</summary>
    public ICallFacts? Facts { get; init; }
}
