using Amazon.KeyManagementService.Model;

namespace Strongroom.Kms.Tests.Operations;

public sealed class TagResourceTests(SharedServer shared) : KmsTest(shared)
{
    [Fact]
    public async Task Tags_are_added_changed_taken_away_and_listed_in_pages()
    {
        var key = await CreateKeyAsync(static request => request.Tags = [new() { TagKey = "a", TagValue = "1" }]);
        await Kms.TagResourceAsync(new() { KeyId = key.KeyId, Tags = [new() { TagKey = "a", TagValue = "2" }, new() { TagKey = "b", TagValue = "" }] });
        var page = await Kms.ListResourceTagsAsync(new ListResourceTagsRequest { KeyId = key.KeyId, Limit = 1 });
        Assert.Equal(("a", "2"), (page.Tags[0].TagKey, page.Tags[0].TagValue));
        Assert.True(page.Truncated);
        var rest = await Kms.ListResourceTagsAsync(new ListResourceTagsRequest { KeyId = key.KeyId, Marker = page.NextMarker });
        Assert.Equal(("b", ""), (rest.Tags[0].TagKey, rest.Tags[0].TagValue));

        await Kms.UntagResourceAsync(new() { KeyId = key.KeyId, TagKeys = ["a", "never there"] });
        Assert.Equal("b", Assert.Single((await Kms.ListResourceTagsAsync(new ListResourceTagsRequest { KeyId = key.KeyId })).Tags).TagKey);
        await RefusedAsync("TagException", "Tags beginning with aws: are reserved", () => Kms.UntagResourceAsync(new() { KeyId = key.KeyId, TagKeys = ["aws:x"] }));
    }
}
