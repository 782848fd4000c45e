using System.Text.Json;
using System.Text.Unicode;

namespace Strongroom.Access;

/// <summary>Reads a policy document: strict JSON, no member twice, no member that the language does not have.</summary>
internal static class PolicyParser
{
    private static readonly JsonReaderOptions Options = new() { MaxDepth = 16 };

    public static Policy Parse(PolicyKind kind, ReadOnlySpan<byte> document, string? name)
    {
        if (document.Length > Policy.MaxBytes) throw new MalformedPolicyException(PolicyTexts.TooLong);
        var syntax = kind == PolicyKind.Trust ? PolicyTexts.TrustJson : PolicyTexts.Syntax;
        if (!Utf8.IsValid(document)) throw new MalformedPolicyException(syntax);
        try
        {
            var reader = new Utf8JsonReader(document, Options);
            reader.Read();
            var (version, id, drafts) = Document(ref reader, kind);
            if (reader.Read()) throw Malformed();
            PolicyRules.CheckWhole(drafts, kind);
            var statements = drafts.Select((draft, index) => PolicyRules.Compile(draft, index, kind, version)).ToArray();
            return new(kind, version, id, statements) { Name = name };
        }
        catch (JsonException)
        {
            throw new MalformedPolicyException(syntax);
        }
    }

    private static (PolicyVersion Version, string? Id, List<StatementDraft> Statements) Document(ref Utf8JsonReader reader, PolicyKind kind)
    {
        var version = PolicyVersion.V2008;
        string? id = null;
        List<StatementDraft>? statements = null;
        var members = new Members(ref reader);
        while (members.Next(ref reader, out var member))
        {
            switch (member)
            {
                case "Version":
                    version = Text(ref reader) switch
                    {
                        "2012-10-17" => PolicyVersion.V2012,
                        "2008-10-17" => PolicyVersion.V2008,
                        _ => throw Malformed(),
                    };
                    break;
                case "Id":
                    id = Text(ref reader);
                    break;
                case "Statement":
                    statements = Statements(ref reader);
                    break;
                default:
                    throw Malformed();
            }
        }

        if (statements is null) throw Malformed();
        if (statements.Count == 0) throw new MalformedPolicyException(kind == PolicyKind.Trust ? PolicyTexts.TrustEmpty : PolicyTexts.Syntax);
        return (version, id, statements);
    }

    private static List<StatementDraft> Statements(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.StartObject) return [Statement(ref reader)];
        if (reader.TokenType != JsonTokenType.StartArray) throw Malformed();
        List<StatementDraft> statements = [];
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray) statements.Add(Statement(ref reader));
        return statements;
    }

    private static StatementDraft Statement(ref Utf8JsonReader reader)
    {
        var draft = new StatementDraft();
        var members = new Members(ref reader);
        while (members.Next(ref reader, out var member))
        {
            switch (member)
            {
                case "Sid":
                    draft.Sid = Text(ref reader);
                    break;
                case "Effect":
                    (draft.Denies, draft.HasOddEffect) = Effect(Text(ref reader));
                    break;
                case "Action" or "NotAction" when draft.Actions is null:
                    (draft.Actions, draft.NotActions) = (Texts(ref reader), member == "NotAction");
                    break;
                case "Resource" or "NotResource" when draft.Resources is null:
                    (draft.Resources, draft.NotResources) = (Texts(ref reader), member == "NotResource");
                    break;
                case "Principal" or "NotPrincipal" when draft.Principals is null:
                    (draft.Principals, draft.NotPrincipals) = (Principals(ref reader), member == "NotPrincipal");
                    break;
                case "Condition":
                    draft.Conditions = Conditions(ref reader);
                    break;
                default:
                    throw Malformed();
            }
        }

        return draft.Denies is null ? throw Malformed() : draft;
    }

    // AWS takes other cases of these words for good syntax, and refuses them a step later.
    private static (bool Denies, bool IsOdd) Effect(string text) => text switch
    {
        "Allow" => (false, false),
        "Deny" => (true, false),
        _ when text.ToUpperInvariant() is "ALLOW" or "DENY" => (false, true),
        _ => throw Malformed(),
    };

    private static List<PolicyPrincipal> Principals(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.String) return Text(ref reader) == "*" ? [new("AWS", "*")] : throw Malformed();
        List<PolicyPrincipal> principals = [];
        var members = new Members(ref reader);
        while (members.Next(ref reader, out var type))
        {
            if (type is not ("AWS" or "Service" or "Federated" or "CanonicalUser")) throw Malformed();
            principals.AddRange(Texts(ref reader).Select(value => new PolicyPrincipal(type, value)));
        }

        return principals;
    }

    private static List<ConditionDraft> Conditions(ref Utf8JsonReader reader)
    {
        List<ConditionDraft> conditions = [];
        var operators = new Members(ref reader);
        while (operators.Next(ref reader, out var name))
        {
            if (!ConditionOperator.Exists(name)) throw Malformed();
            var keys = new Members(ref reader);
            while (keys.Next(ref reader, out var key)) conditions.Add(new(name, key, Values(ref reader)));
        }

        return conditions;
    }

    /// <summary>One string or a list of strings.</summary>
    private static List<string> Texts(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.String) return [Text(ref reader)];
        if (reader.TokenType != JsonTokenType.StartArray) throw Malformed();
        List<string> texts = [];
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray) texts.Add(Text(ref reader));
        return texts;
    }

    /// <summary>A condition's values: strings, or numbers and booleans, which count as their text.</summary>
    private static List<string> Values(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartArray) return [Value(ref reader)];
        List<string> values = [];
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray) values.Add(Value(ref reader));
        return values;
    }

    private static string Value(ref Utf8JsonReader reader) => reader.TokenType switch
    {
        JsonTokenType.True => "true",
        JsonTokenType.False => "false",
        JsonTokenType.Number => System.Text.Encoding.UTF8.GetString(reader.ValueSpan),
        _ => Text(ref reader),
    };

    private static string Text(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.String) throw Malformed();
        return Decoded(ref reader);
    }

    private static string Decoded(ref Utf8JsonReader reader)
    {
        try
        {
            return reader.GetString()!;
        }
        catch (InvalidOperationException)
        {
            // A lone surrogate written as \uD800: no text.
            throw Malformed();
        }
    }

    private static MalformedPolicyException Malformed() => new(PolicyTexts.Syntax);

    /// <summary>The members of the object that the reader stands on, each name at most once.</summary>
    private readonly struct Members
    {
        private readonly HashSet<string> seen = new(StringComparer.Ordinal);

        public Members(ref Utf8JsonReader reader)
        {
            if (reader.TokenType != JsonTokenType.StartObject) throw Malformed();
        }

        /// <summary>Moves to the next member's value.</summary>
        public bool Next(ref Utf8JsonReader reader, out string name)
        {
            name = "";
            if (!reader.Read() || reader.TokenType == JsonTokenType.EndObject) return false;
            name = Decoded(ref reader);
            if (!seen.Add(name)) throw Malformed();
            reader.Read();
            return true;
        }
    }
}
