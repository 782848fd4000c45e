using CsCheck;

namespace Strongroom.SecretsManager.Tests;

/// <summary>Labels after every sequence of moves, against a model that knows only who has a label: a map from label to version.</summary>
public sealed class StagingLabelsTests(ITestOutputHelper output)
{
    private static readonly string[] Labels = ["AWSCURRENT", "AWSPREVIOUS", "AWSPENDING", "BLUE", "GREEN"];

    private enum Kind
    {
        Put,
        Move,
        Take,
        Rotate,
    }

    [Fact]
    public void After_every_sequence_of_put_update_and_rotate_the_labels_are_where_the_model_has_them()
    {
        var sequences = 0;
        var step = Gen.Select(Gen.Enum<Kind>(), Gen.Int[0, 7], Gen.Int[0, Labels.Length - 1], Gen.Int[0, Labels.Length - 1]);
        step.List[1, 30].Sample(steps =>
        {
            Interlocked.Increment(ref sequences);
            IReadOnlyList<VersionEntry> versions = [];
            var model = new Dictionary<string, string>();
            foreach (var (kind, which, first, second) in steps)
            {
                versions = Apply(versions, kind, which, first, second, out var moved);
                foreach (var (label, to) in moved) Move(model, label, to);
                var actual = versions.SelectMany(static version => version.Stages.Select(label => (label, version.VersionId))).Order().ToList();
                var expected = model.Select(static pair => (pair.Key, pair.Value)).Order().ToList();
                Assert.Equal(expected, actual);
            }
        }, iter: 5000);
        output.WriteLine($"{sequences} sequences");
        Assert.True(sequences >= 5000);
    }

    // A rotation: a version without a value is pending, gets it, and becomes current; each as the service does it.
    private static IReadOnlyList<VersionEntry> Apply(
        IReadOnlyList<VersionEntry> versions, Kind kind, int which, int first, int second, out List<(string Label, string? To)> moved)
    {
        moved = [];
        switch (kind)
        {
            case Kind.Put:
                {
                    var id = $"v{versions.Count}";
                    string[] labels = versions.Count == 0 ? ["AWSCURRENT"] : [.. new[] { Labels[first], Labels[second] }.Distinct()];
                    moved.AddRange(labels.Select(label => (label, (string?)id)));
                    return StagingLabels.Attach([.. versions, New(id)], id, labels);
                }
            case Kind.Rotate when versions.Count > 0:
                {
                    var id = $"v{versions.Count}";
                    moved.AddRange([("AWSPENDING", id), ("AWSCURRENT", id)]);
                    return StagingLabels.Attach(StagingLabels.Attach([.. versions, New(id)], id, "AWSPENDING"), id, "AWSCURRENT");
                }
            case Kind.Move when versions.Count > 0:
                {
                    var id = versions[which % versions.Count].VersionId;
                    moved.Add((Labels[first], id));
                    return StagingLabels.Attach(versions, id, Labels[first]);
                }
            case Kind.Take when first > 0 && versions.FirstOrDefault(version => version.Has(Labels[first])) is { } holder:
                moved.Add((Labels[first], null));
                return StagingLabels.Detach(versions, holder.VersionId, Labels[first]);
            default:
                return versions;
        }
    }

    private static void Move(Dictionary<string, string> model, string label, string? to)
    {
        var from = model.GetValueOrDefault(label);
        if (from == to) return;
        if (to is null) model.Remove(label);
        else model[label] = to;
        if (label != "AWSCURRENT" || from is null) return;
        model["AWSPREVIOUS"] = from;
        if (model.GetValueOrDefault("AWSPENDING") == from) model.Remove("AWSPENDING");
    }

    private static VersionEntry New(string id) => new() { VersionId = id, CreatedDate = DateTimeOffset.UnixEpoch };
}
