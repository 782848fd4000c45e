namespace Strongroom.SecretsManager;

/// <summary>How staging labels move: a label stands on one version at a time, and AWS moves three of its own along.</summary>
/// <remarks>
/// User Guide, "What's in a secret: Version". Pure functions from a list of versions to the next. When AWSCURRENT moves, the version that
/// loses it gets AWSPREVIOUS, and loses AWSPENDING too (seen on AWS after a rotation that left both on one version).
/// </remarks>
public static class StagingLabels
{
    /// <summary>The version that is retrieved unless another is asked for.</summary>
    public const string Current = "AWSCURRENT";

    /// <summary>The version that was current before.</summary>
    public const string Previous = "AWSPREVIOUS";

    /// <summary>The version that a rotation is making.</summary>
    public const string Pending = "AWSPENDING";

    /// <summary>The most labels of one version.</summary>
    public const int Max = 20;

    /// <summary>Attaches labels to a version, taking each from wherever it was.</summary>
    public static IReadOnlyList<VersionEntry> Attach(IReadOnlyList<VersionEntry> versions, string versionId, params IReadOnlyList<string> labels)
    {
        var sets = versions.Select(static version => new SortedSet<string>(version.Stages, StringComparer.Ordinal)).ToArray();
        var target = IndexOf(versions, versionId);
        foreach (var label in labels)
        {
            var loser = Array.FindIndex(sets, set => set.Contains(label));
            if (loser == target) continue;
            if (loser >= 0) sets[loser].Remove(label);
            sets[target].Add(label);
            if (label != Current || loser < 0) continue;
            foreach (var set in sets) set.Remove(Previous);
            sets[loser].Add(Previous);
            sets[loser].Remove(Pending);
        }

        return WithSets(versions, sets);
    }

    /// <summary>Takes a label from a version.</summary>
    public static IReadOnlyList<VersionEntry> Detach(IReadOnlyList<VersionEntry> versions, string versionId, string label)
        => [.. versions.Select(version => version.VersionId == versionId && version.Has(label)
            ? version with { Stages = [.. version.Stages.Where(stage => stage != label)] } : version)];

    private static int IndexOf(IReadOnlyList<VersionEntry> versions, string versionId)
    {
        for (var i = 0; i < versions.Count; i++)
            if (versions[i].VersionId == versionId) return i;
        throw new ArgumentException("There is no version of that id.", nameof(versionId));
    }

    private static VersionEntry[] WithSets(IReadOnlyList<VersionEntry> versions, SortedSet<string>[] sets)
    {
        var result = new VersionEntry[versions.Count];
        for (var i = 0; i < result.Length; i++)
            result[i] = sets[i].SequenceEqual(versions[i].Stages) ? versions[i] : versions[i] with { Stages = [.. sets[i]] };
        return result;
    }
}
