namespace Strongroom.Access;

/// <summary>A text of a policy: characters, wildcards where the element knows them, and variables where the version knows them.</summary>
internal sealed class Template
{
    private readonly Part[] parts;
    private readonly string characters = "";
    private readonly ushort[] mask = [];
    private readonly bool hasWildcards;

    private Template(Part[] parts)
    {
        this.parts = parts;
        HasVariables = parts.Any(p => p.Key is not null);
        if (HasVariables) return;

        // Without variables the pattern never changes: spread it out once.
        var buffer = new PatternBuffer(stackalloc char[256], stackalloc ushort[256]);
        foreach (var part in parts) part.AppendTo(ref buffer);
        (characters, mask) = (buffer.Characters.ToString(), buffer.Mask.ToArray());
        hasWildcards = mask.AsSpan().ContainsAnyExcept(Wildcard.Literal);
        MatchesAll = mask is [Wildcard.Run];
        buffer.Dispose();
    }

    /// <summary>True when requests fill in parts of it.</summary>
    public bool HasVariables { get; }

    /// <summary>True for a lone <c>*</c>.</summary>
    public bool MatchesAll { get; }

    /// <summary>Reads a text.</summary>
    /// <param name="text">As the policy has it.</param>
    /// <param name="variables"><c>${…}</c> is a variable, as in version 2012-10-17.</param>
    /// <param name="wildcards"><c>*</c> and <c>?</c> are wildcards.</param>
    /// <exception cref="MalformedPolicyException">A variable is malformed.</exception>
    public static Template Parse(string text, bool variables, bool wildcards)
    {
        List<Part> parts = [];
        var literal = 0;
        for (var at = 0; at < text.Length; at++)
        {
            var special = text[at] switch
            {
                '*' when wildcards => new Part(Wildcard.Run),
                '?' when wildcards => new Part(Wildcard.One),
                '$' when variables && at + 1 < text.Length && text[at + 1] == '{' => Variable(text, at),
                _ => (Part?)null,
            };
            if (special is not { } part) continue;
            if (at > literal) parts.Add(new(text[literal..at]));
            parts.Add(part);
            if (text[at] == '$') at = text.IndexOf('}', at);
            literal = at + 1;
        }

        if (literal < text.Length) parts.Add(new(text[literal..]));
        return new([.. parts]);
    }

    /// <summary>True when the whole text fits; false when a variable has no value.</summary>
    public bool Matches(ReadOnlySpan<char> text, in Scope scope)
    {
        if (!HasVariables) return MatchesConstant(text);
        var buffer = new PatternBuffer(stackalloc char[256], stackalloc ushort[256]);
        var fits = TryFill(ref buffer, scope) && Wildcard.Matches(text, buffer.Characters, buffer.Mask);
        buffer.Dispose();
        return fits;
    }

    /// <summary>As <see cref="Matches"/>, for a text that has no variables.</summary>
    public bool MatchesConstant(ReadOnlySpan<char> text) =>
        MatchesAll || (hasWildcards ? Wildcard.Matches(text, characters, mask) : text.SequenceEqual(characters));

    /// <summary>Equal but for the case of letters; wildcards are not looked at.</summary>
    public bool EqualsIgnoringCase(ReadOnlySpan<char> text, in Scope scope)
    {
        if (!HasVariables) return text.Equals(characters, StringComparison.OrdinalIgnoreCase);
        var buffer = new PatternBuffer(stackalloc char[256], stackalloc ushort[256]);
        var equal = TryFill(ref buffer, scope) && text.Equals(buffer.Characters, StringComparison.OrdinalIgnoreCase);
        buffer.Dispose();
        return equal;
    }

    /// <summary>Spreads the pattern out with the request's values. A value's own <c>*</c> and <c>?</c> are data.</summary>
    /// <returns>False when a variable has no value, or several.</returns>
    public bool TryFill(ref PatternBuffer buffer, in Scope scope)
    {
        foreach (var part in parts)
        {
            if (part.Key is null)
            {
                part.AppendTo(ref buffer);
                continue;
            }

            var value = scope.Find(part.Key);
            if (value.Count > 1) return false;
            var text = value.Count == 1 ? value[0] : part.Text;
            if (text is null) return false;
            buffer.Append(text);
        }

        return true;
    }

    private static Part Variable(string text, int at)
    {
        var end = text.IndexOf('}', at);
        if (end < 0) throw new MalformedPolicyException(PolicyTexts.Syntax);
        var inner = text.AsSpan(at + 2, end - at - 2);
        if (inner is "*" or "?" or "$") return new(inner.ToString());

        var comma = inner.IndexOf(',');
        var key = (comma < 0 ? inner : inner[..comma]).Trim();
        if (key.IsEmpty || key.ContainsAny('$', '{', '\'')) throw new MalformedPolicyException(PolicyTexts.Syntax);
        if (comma < 0) return new(null, ConditionKey.Of(key.ToString()));

        var quoted = inner[(comma + 1)..].Trim();
        if (quoted.Length < 2 || quoted[0] != '\'' || quoted[^1] != '\'' || quoted[1..^1].Contains('\''))
            throw new MalformedPolicyException(PolicyTexts.Syntax);
        return new(quoted[1..^1].ToString(), ConditionKey.Of(key.ToString()));
    }

    /// <summary>A literal, a wildcard, or a variable whose text is the default.</summary>
    private readonly record struct Part(string? Text, ConditionKey? Key = null, ushort Mask = Wildcard.Literal)
    {
        public Part(ushort wildcard)
            : this(null, null, wildcard)
        {
        }

        public void AppendTo(ref PatternBuffer buffer)
        {
            if (Mask == Wildcard.Literal) buffer.Append(Text);
            else buffer.Append(Mask);
        }
    }
}
