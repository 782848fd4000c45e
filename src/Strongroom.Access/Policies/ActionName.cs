using System.Collections.Concurrent;

namespace Strongroom.Access;

/// <summary>An action such as <c>kms:Decrypt</c>, prepared for matching. Operations keep theirs in a static field.</summary>
public sealed class ActionName
{
    private const int MostInterned = 4096;

    private static readonly ConcurrentDictionary<string, ActionName> Interned = new(StringComparer.Ordinal);

    private ActionName(string name, bool interned)
    {
        (Name, Lower, IsInterned) = (name, name.ToLowerInvariant(), interned);
        GrantOperation = Enum.GetValues<GrantOperations>().FirstOrDefault(o => name == $"kms:{o}");
    }

    /// <summary>The action as AWS spells it.</summary>
    public string Name { get; }

    /// <summary>The service's part, such as <c>kms</c>.</summary>
    public string Service => Name[..Math.Max(Name.IndexOf(':', StringComparison.Ordinal), 0)];

    internal string Lower { get; }

    /// <summary>The operation of a grant that allows this action; none for an action that grants cannot allow.</summary>
    internal GrantOperations GrantOperation { get; }

    /// <summary>Policies remember which of their statements are about an interned action.</summary>
    internal bool IsInterned { get; }

    /// <summary>The action of that name. For the names that operations are declared with; at most 4,096 are kept.</summary>
    public static ActionName Of(string name)
    {
        if (Interned.TryGetValue(name, out var known)) return known;
        return Interned.Count < MostInterned ? Interned.GetOrAdd(name, static n => new(n, interned: true)) : Passing(name);
    }

    /// <summary>An action whose name came from a caller: good for one decision, and remembered nowhere.</summary>
    public static ActionName Passing(string name) => Interned.TryGetValue(name, out var known) ? known : new(name, interned: false);

    /// <inheritdoc/>
    public override string ToString() => Name;
}
