using System.Text.Json.Serialization;
using Strongroom.Access;

namespace Strongroom.Iam;

/// <summary>A policy that lives and dies with the user, group or role that it is embedded in.</summary>
public sealed class InlinePolicy(string name, string document)
{
    private Policy? compiled;

    /// <summary>The name, unique in its owner.</summary>
    public string Name => name;

    /// <summary>The document as it was put.</summary>
    public string Document => document;

    /// <summary>The document, compiled once.</summary>
    [JsonIgnore]
    public Policy Compiled => compiled ??= Policy.Parse(PolicyKind.Identity, document, name);
}

/// <summary>A tag of a user, role or policy.</summary>
/// <param name="Key">1 to 128 characters.</param>
/// <param name="Value">0 to 256 characters.</param>
public sealed record IamTag(string Key, string Value);
