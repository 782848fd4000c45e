using System.Text.Json;

namespace Strongroom.Access.Tests;

/// <summary>Condition keys from a list, found by name without regard to case.</summary>
internal sealed class ListedKeys : IConditionKeys
{
    private readonly Dictionary<string, IReadOnlyList<string>> values = new(StringComparer.OrdinalIgnoreCase);

    public ListedKeys(params ReadOnlySpan<(string Key, string[] Values)> keys)
    {
        foreach (var (key, list) in keys) values[key] = list;
    }

    public static ListedKeys FromJson(JsonElement context)
    {
        var keys = new ListedKeys();
        foreach (var member in context.EnumerateObject())
            keys.values[member.Name] = member.Value.ValueKind == JsonValueKind.Array
                ? [.. member.Value.EnumerateArray().Select(v => v.GetString()!)] : [member.Value.GetString()!];
        return keys;
    }

    public ContextValue Find(ConditionKey key) => values.TryGetValue(key.Written, out var found) ? ContextValue.Of(found) : ContextValue.Missing;
}
