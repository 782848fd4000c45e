using System.Collections.Frozen;
using System.Reflection;

namespace Strongroom.Aws;

/// <summary>AWS's spelling of an enumeration's value, or of a member whose name no C# property could have.</summary>
[AttributeUsage(AttributeTargets.Field | AttributeTargets.Property)]
public sealed class WireNameAttribute(string name) : Attribute
{
    /// <summary>The spelling on the wire.</summary>
    public string Name => name;
}

/// <summary>An enumeration's value as it came: known or not, so that an unknown one can be refused in AWS's words.</summary>
public readonly record struct Wire<TEnum>(string Text, TEnum? Known) where TEnum : struct, Enum
{
    /// <summary>The value; the constraint check has refused unknown ones before an operation runs.</summary>
    public TEnum Value => Known ?? throw new InvalidOperationException("An unknown enumeration value passed the constraint check.");

    /// <summary>A known value in AWS's spelling.</summary>
    public static implicit operator Wire<TEnum>(TEnum value) => new(WireNames.NameOf(value), value);
}

/// <summary>How AWS spells the values of an enumeration: <see cref="WireNameAttribute"/>, else the field's own name.</summary>
public static class WireNames
{
    /// <summary>Every spelling, in the order of declaration: what AWS prints as the enum value set.</summary>
    public static IReadOnlyList<string> All<TEnum>() where TEnum : struct, Enum => Table<TEnum>.All;

    /// <summary>AWS's spelling of <paramref name="value"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The enumeration has no such value.</exception>
    public static string NameOf<TEnum>(TEnum value) where TEnum : struct, Enum
        => Table<TEnum>.Names.TryGetValue(value, out var name) ? name : throw new ArgumentOutOfRangeException(nameof(value), value, null);

    /// <summary>The value that AWS spells so; null if there is none.</summary>
    public static TEnum? Find<TEnum>(string name) where TEnum : struct, Enum
        => Table<TEnum>.Values.TryGetValue(name, out var value) ? value : null;

    private static class Table<TEnum> where TEnum : struct, Enum
    {
        public static readonly string[] All = [.. Fields().Select(field => field.Name)];

        public static readonly FrozenDictionary<TEnum, string> Names =
            Fields().ToFrozenDictionary(field => field.Value, field => field.Name);

        public static readonly FrozenDictionary<string, TEnum> Values =
            Fields().ToFrozenDictionary(field => field.Name, field => field.Value, StringComparer.Ordinal);

        private static IEnumerable<(string Name, TEnum Value)> Fields()
            => from field in typeof(TEnum).GetFields(BindingFlags.Public | BindingFlags.Static)
               orderby field.MetadataToken
               select (field.GetCustomAttribute<WireNameAttribute>()?.Name ?? field.Name, (TEnum)field.GetValue(null)!);
    }
}
