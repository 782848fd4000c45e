using System.Text;

namespace Strongroom.Aws.Shapes;

/// <summary>
/// What a request violates, gathered into the one message that AWS gives for all of it. Costs nothing while there is nothing.
/// </summary>
public struct Violations
{
    private const int Most = 100;

    private List<(string Path, string? Value, string Constraint)>? found;

    /// <summary>How many.</summary>
    public readonly int Count => found?.Count ?? 0;

    /// <summary>True when there are so many that nobody needs more: a small request must not get a huge answer.</summary>
    public readonly bool IsFull => Count >= Most;

    /// <summary>Adds one. A value is quoted as it stands ("'x'" or "null"); null leaves it out, as for secrets.</summary>
    public void Add(string path, string? value, string constraint) => (found ??= []).Add((path, value, constraint));

    /// <summary>Puts <paramref name="prefix"/> before the paths of those added since there were <paramref name="from"/>.</summary>
    /// <param name="from">The count before the part was checked.</param>
    /// <param name="prefix">Where the part stands. A part that was faulted as a whole has an empty path of its own.</param>
    /// <param name="conceal">Leave the values out.</param>
    public readonly void Prefix(int from, string prefix, bool conceal = false)
    {
        for (var i = from; i < Count; i++)
        {
            var (path, value, constraint) = found![i];
            found[i] = (path.Length == 0 ? prefix : $"{prefix}.{path}", conceal ? null : value, constraint);
        }
    }

    /// <summary>Puts one in the place of all those added since there were <paramref name="from"/>.</summary>
    public readonly void Replace(int from, string path, string? value, string constraint)
    {
        found!.RemoveRange(from, found.Count - from);
        found.Add((path, value, constraint));
    }

    /// <summary>Throws all of it as one ValidationException.</summary>
    /// <exception cref="FaultException"/>
    public readonly void ThrowIfAny()
    {
        if (found is not null) throw new FaultException("ValidationException", Message(found));
    }

    private static string Message(List<(string Path, string? Value, string Constraint)> found)
    {
        var text = new StringBuilder($"{found.Count} validation error{(found.Count == 1 ? "" : "s")} detected: ");
        foreach (var (path, value, constraint) in found)
        {
            text.Append("Value ");
            if (value is not null) text.Append(value).Append(' ');
            text.Append("at '").Append(path).Append("' failed to satisfy constraint: ").Append(constraint).Append("; ");
        }

        return text.ToString(0, text.Length - 2);
    }
}
