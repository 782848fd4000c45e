namespace Strongroom.Access;

/// <summary>A policy document, compiled: immutable, shared by all decisions that read it.</summary>
public sealed class Policy
{
    /// <summary>The longest document that is read at all, in UTF-8 bytes; services have lower limits of their own.</summary>
    public const int MaxBytes = 131_072;

    // A policy is asked about few actions; the answer is remembered per action, so a decision looks only at statements that are about it.
    private const int MostRemembered = 128;

    private Applicable[] remembered = [];

    internal Policy(PolicyKind kind, PolicyVersion version, string? id, Statement[] statements)
    {
        (Kind, Version, Id, Statements) = (kind, version, id, statements);
        foreach (var statement in statements) statement.Policy = this;
    }

    /// <summary>What it is attached to.</summary>
    public PolicyKind Kind { get; }

    /// <summary>The language's version.</summary>
    public PolicyVersion Version { get; }

    /// <summary>The document's own Id, if it has one.</summary>
    public string? Id { get; }

    /// <summary>The name under which an explanation speaks of it: an ARN, or an inline policy's name.</summary>
    public string? Name { get; init; }

    /// <summary>The statements, in order.</summary>
    public IReadOnlyList<Statement> Statements { get; }

    /// <summary>Everyone that Principal and NotPrincipal elements name, in order, with repetitions.</summary>
    public IEnumerable<PolicyPrincipal> Principals => Statements.SelectMany(s => s.Principals?.Named ?? []);

    /// <summary>Reads and compiles a document.</summary>
    /// <param name="kind">What it is to be attached to.</param>
    /// <param name="document">UTF-8 JSON.</param>
    /// <param name="name">The name for explanations.</param>
    /// <exception cref="MalformedPolicyException">It is no policy of that kind.</exception>
    public static Policy Parse(PolicyKind kind, ReadOnlySpan<byte> document, string? name = null) => PolicyParser.Parse(kind, document, name);

    /// <inheritdoc cref="Parse(PolicyKind, ReadOnlySpan{byte}, string?)"/>
    public static Policy Parse(PolicyKind kind, string document, string? name = null)
    {
        // At most three bytes a character, so that an over-long text is not even encoded.
        if (document.Length > MaxBytes) throw new MalformedPolicyException(PolicyTexts.TooLong);
        return Parse(kind, System.Text.Encoding.UTF8.GetBytes(document), name);
    }

    /// <summary>The same policy, in which an ARN means the user or role that has this unique id, and not another one that takes its name later.</summary>
    /// <param name="ids">Unique ids by ARN, as they were when the policy was put.</param>
    public Policy Bind(IReadOnlyDictionary<string, string> ids) =>
        ids.Count == 0 ? this : new(Kind, Version, Id, [.. Statements.Select(s => s.Bind(ids))]) { Name = Name };

    /// <summary>The statements whose Action or NotAction covers the action.</summary>
    internal ReadOnlySpan<Statement> About(ActionName action)
    {
        var known = Volatile.Read(ref remembered);
        foreach (ref readonly var entry in known.AsSpan())
            if (ReferenceEquals(entry.Action, action)) return entry.Statements;

        return Remember(action, known);
    }

    // Apart from the look-up, which must not pay for a closure.
    private Statement[] Remember(ActionName action, Applicable[] known)
    {
        Statement[] statements = [.. Statements.Where(s => s.IsAbout(action))];

        // Two threads may both find out; the loser's memory is lost, and the answer is the same.
        if (action.IsInterned && known.Length < MostRemembered)
            Interlocked.CompareExchange(ref remembered, [.. known, new(action, statements)], known);
        return statements;
    }

    private readonly record struct Applicable(ActionName Action, Statement[] Statements);
}
