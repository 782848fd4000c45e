namespace Strongroom.Kms.Tests.Model;

/// <summary>AWS's table of key states, a row an operation.</summary>
internal sealed record KeyStateRow(string Operation, KeyAction Action, IReadOnlyDictionary<KeyState, string> Cells)
{
    private static readonly KeyState[] Columns =
        [KeyState.Enabled, KeyState.Disabled, KeyState.PendingDeletion, KeyState.PendingImport, KeyState.Unavailable, KeyState.Creating, KeyState.Updating];

    /// <summary>Every row.</summary>
    public static IReadOnlyList<KeyStateRow> All { get; } = [.. Read()];

    /// <summary>Code and text of what a cell stands for; nulls where it is done.</summary>
    public (string? Code, string? Text) Refusal(KeyState state, string arn) => Cells[state] switch
    {
        "ok" => (null, null),
        "disabled" => ("DisabledException", $"{arn} is disabled."),
        "deletion" => ("KMSInvalidStateException", $"{arn} is pending deletion."),
        "import" => ("KMSInvalidStateException", $"{arn} is pending import."),
        "not" => ("KMSInvalidStateException", $"{arn} is not pending deletion."),
        "origin" => ("UnsupportedOperationException", $"{arn} origin is {(state == KeyState.PendingImport ? "EXTERNAL" : "AWS_CLOUDHSM")} which is not valid for this operation."),
        var reason => ("KMSInvalidStateException", $"{arn} is {reason}."),
    };

    private static IEnumerable<KeyStateRow> Read()
    {
        using var reader = new StreamReader(typeof(KeyStateRow).Assembly.GetManifestResourceStream("key-states.txt")!);
        while (reader.ReadLine() is { } line)
        {
            if (line.Length == 0 || line[0] == '#') continue;
            var parts = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            yield return new(parts[0], Enum.Parse<KeyAction>(parts[1]), Columns.Zip(parts[2..]).ToDictionary());
        }
    }
}
