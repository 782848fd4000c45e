namespace Strongroom.Kms.Tests;

public sealed class KeyStatesTests
{
    private const string Arn = "arn:aws:kms:us-east-1:111122223333:key/1";

    /// <summary>The notes of AWS's table of key states, a row an action and a column a state: E D PD PI U C Up. "-": may be done.</summary>
    public static TheoryData<KeyAction, string> Table => new()
    {
        { KeyAction.Cryptographic, "- disabled deletion import unavailable creating -" },
        { KeyAction.CreateGrant, "- disabled deletion import - creating -" },
        { KeyAction.ChangeMetadata, "- - deletion - - - -" },
        { KeyAction.EnableOrDisable, "- - deletion import - creating updating" },
        { KeyAction.ScheduleDeletion, "- - deletion - - - updating" },
        { KeyAction.CancelDeletion, "not not - not not not not" },
        { KeyAction.ChangeRotation, "- disabled deletion - - creating -" },
        { KeyAction.GetRotationStatus, "- - - - - - -" },
        { KeyAction.Replicate, "- disabled deletion import unavailable creating updating" },
        { KeyAction.UpdatePrimaryRegion, "- disabled deletion import unavailable creating -" },
        { KeyAction.Always, "- - - - - - -" },
    };

    private static readonly KeyState[] States =
        [KeyState.Enabled, KeyState.Disabled, KeyState.PendingDeletion, KeyState.PendingImport, KeyState.Unavailable, KeyState.Creating, KeyState.Updating];

    [Theory]
    [MemberData(nameof(Table))]
    public void Every_cell_answers_as_awss_table_says(KeyAction action, string row)
    {
        var cells = row.Split(' ');
        for (var i = 0; i < States.Length; i++)
        {
            var refusal = KeyStates.Refuse(action, States[i], KeySpec.SymmetricDefault, KeyOrigin.AwsKms, Arn);
            var (code, text) = cells[i] switch
            {
                "-" => (null, null),
                "disabled" => ("DisabledException", $"{Arn} is disabled."),
                "deletion" => ("KMSInvalidStateException", $"{Arn} is pending deletion."),
                "import" => ("KMSInvalidStateException", $"{Arn} is pending import."),
                "unavailable" => ("KMSInvalidStateException", $"{Arn} is unavailable."),
                "creating" => ("KMSInvalidStateException", $"{Arn} is creating."),
                "updating" => ("KMSInvalidStateException", $"{Arn} is updating."),
                _ => ("KMSInvalidStateException", $"{Arn} is not pending deletion."),
            };
            Assert.Equal((code, text), (refusal?.Code, refusal?.Text));
        }
    }

    [Theory]
    [InlineData(KeyAction.GetParametersForImport)]
    [InlineData(KeyAction.ImportMaterial)]
    [InlineData(KeyAction.DeleteImportedMaterial)]
    public void Only_external_keys_take_material_in(KeyAction action)
    {
        Assert.Equal("UnsupportedOperationException", KeyStates.Refuse(action, KeyState.Enabled, KeySpec.SymmetricDefault, KeyOrigin.AwsKms, Arn)?.Code);
        Assert.Null(KeyStates.Refuse(action, KeyState.PendingImport, KeySpec.SymmetricDefault, KeyOrigin.External, Arn));
    }

    [Fact]
    public void Only_symmetric_keys_of_our_making_rotate_by_schedule()
    {
        Assert.Equal("UnsupportedOperationException", KeyStates.Refuse(KeyAction.ChangeRotation, KeyState.Enabled, KeySpec.Rsa2048, KeyOrigin.AwsKms, Arn)?.Code);
        Assert.Equal($"{Arn} origin is EXTERNAL which is not valid for this operation.",
            KeyStates.Refuse(KeyAction.ChangeRotation, KeyState.Enabled, KeySpec.SymmetricDefault, KeyOrigin.External, Arn)?.Text);
        Assert.Null(KeyStates.Refuse(KeyAction.GetRotationStatus, KeyState.Enabled, KeySpec.SymmetricDefault, KeyOrigin.External, Arn));
    }
}
