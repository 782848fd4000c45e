using Amazon.KeyManagementService.Model;

namespace Strongroom.Kms.Tests.Operations;

public sealed class ListKeysTests(SharedServer shared) : KmsTest(shared)
{
    [Fact]
    public async Task Pages_hold_every_key_once()
    {
        var made = new HashSet<string>();
        for (var i = 0; i < 7; i++) made.Add((await CreateKeyAsync()).KeyId);

        var listed = new List<string>();
        string? marker = null;
        do
        {
            var page = await Kms.ListKeysAsync(new ListKeysRequest { Limit = 3, Marker = marker });
            Assert.InRange(page.Keys.Count, 1, 3);
            Assert.All(page.Keys, key => Assert.Equal($"arn:aws:kms:us-east-1:{Account}:key/{key.KeyId}", key.KeyArn));
            listed.AddRange(page.Keys.Select(static key => key.KeyId));
            Assert.Equal(page.Truncated, page.NextMarker is not null);
            marker = page.NextMarker;
        }
        while (marker is not null);
        Assert.Equal(made.Order(StringComparer.Ordinal), listed);
    }

    [Fact]
    public async Task A_marker_of_another_account_or_list_is_invalid()
    {
        for (var i = 0; i < 2; i++) await CreateKeyAsync();
        var marker = (await Kms.ListKeysAsync(new ListKeysRequest { Limit = 1 })).NextMarker;
        using var stranger = Server.Kms(Shared.NewAccount());
        await RefusedAsync("InvalidMarkerException", null, () => stranger.ListKeysAsync(new ListKeysRequest { Marker = marker }));
        await RefusedAsync("InvalidMarkerException", null, () => Kms.ListAliasesAsync(new ListAliasesRequest { Marker = marker }));
        await RefusedAsync("InvalidMarkerException", null, () => Kms.ListKeysAsync(new ListKeysRequest { Marker = "nonsense" }));
    }

    [Fact]
    public async Task An_exact_page_is_not_truncated()
    {
        for (var i = 0; i < 2; i++) await CreateKeyAsync();
        var page = await Kms.ListKeysAsync(new ListKeysRequest { Limit = 2 });
        Assert.Equal(2, page.Keys.Count);
        Assert.False(page.Truncated);
        Assert.Null(page.NextMarker);
    }
}
