using Amazon.KeyManagementService.Model;
using Strongroom.Kms.Tests.Model;
using Strongroom.Testing;

namespace Strongroom.Kms.Tests;

public sealed class KeyStatesTests(SharedServer shared) : KmsTest(shared)
{
    private const string Arn = "arn:aws:kms:us-east-1:111122223333:key/1";

    public static TheoryData<string> Rows => [.. KeyStateRow.All.Select(static row => row.Operation)];

    [Theory]
    [MemberData(nameof(Rows))]
    public void Every_cell_is_what_the_rule_says(string operation)
    {
        var row = RowOf(operation);
        foreach (var state in row.Cells.Keys)
        {
            var refusal = KeyStates.Refuse(row.Action, state, KeySpec.SymmetricDefault, OriginOf(row.Action, state), Arn);
            Assert.Equal(row.Refusal(state, Arn), (refusal?.Code, refusal?.Text));
        }
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public async Task Every_cell_that_can_be_reached_is_answered_so(string operation)
    {
        using var connection = await SignedConnection.OpenAsync(Server, Account);
        var row = RowOf(operation);
        foreach (var state in (KeyState[])[KeyState.Enabled, KeyState.Disabled, KeyState.PendingDeletion, KeyState.PendingImport])
        {
            var sample = await InStateAsync(operation, state);
            var (status, body) = await connection.SendAsync("TrentService." + operation, sample.Body);
            var (code, text) = row.Refusal(state, sample.Arn);
            Assert.Equal((state, code, text), (state, (string?)body?["__type"], (string?)body?["message"]));
            Assert.Equal((state, code is null ? 200 : 400), (state, status));
        }
    }

    [Theory]
    [InlineData(KeyAction.GetParametersForImport)]
    [InlineData(KeyAction.ImportMaterial)]
    [InlineData(KeyAction.DeleteImportedMaterial)]
    public void Only_external_keys_take_material_in(KeyAction action)
        => Assert.Equal("UnsupportedOperationException", KeyStates.Refuse(action, KeyState.Enabled, KeySpec.SymmetricDefault, KeyOrigin.AwsKms, Arn)?.Code);

    [Fact]
    public void Only_symmetric_keys_of_our_making_rotate_by_schedule()
    {
        Assert.Equal("UnsupportedOperationException", KeyStates.Refuse(KeyAction.ChangeRotation, KeyState.Enabled, KeySpec.Rsa2048, KeyOrigin.AwsKms, Arn)?.Code);
        Assert.Equal($"{Arn} origin is EXTERNAL which is not valid for this operation.",
            KeyStates.Refuse(KeyAction.ChangeRotation, KeyState.Enabled, KeySpec.SymmetricDefault, KeyOrigin.External, Arn)?.Text);
        Assert.Null(KeyStates.Refuse(KeyAction.GetRotationStatus, KeyState.Enabled, KeySpec.SymmetricDefault, KeyOrigin.External, Arn));
    }

    private static KeyStateRow RowOf(string operation) => KeyStateRow.All.Single(row => row.Operation == operation);

    // The origin that brings a key into the state: only external material is waited for, only custom key stores are unavailable.
    private static KeyOrigin OriginOf(KeyAction action, KeyState state) => (action, state) switch
    {
        (_, KeyState.Unavailable) => KeyOrigin.AwsCloudHsm,
        (_, KeyState.PendingImport) => KeyOrigin.External,
        (KeyAction.GetParametersForImport or KeyAction.ImportMaterial or KeyAction.DeleteImportedMaterial, _) => KeyOrigin.External,
        _ => KeyOrigin.AwsKms,
    };

    private async Task<Sample> InStateAsync(string operation, KeyState state)
    {
        var samples = new Samples(Account, Kms);
        if (state == KeyState.PendingImport) return await samples.PendingImportAsync(operation);
        var sample = await samples.EnabledAsync(operation);
        if (state == KeyState.Disabled) await Kms.DisableKeyAsync(sample.KeyId);
        if (state == KeyState.PendingDeletion) await Kms.ScheduleKeyDeletionAsync(new ScheduleKeyDeletionRequest { KeyId = sample.KeyId, PendingWindowInDays = 7 });
        return sample;
    }
}
