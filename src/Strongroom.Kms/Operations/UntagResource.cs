using Strongroom.Access;
using Strongroom.Aws;

namespace Strongroom.Kms.Operations;

/// <summary>Takes tags away from a KMS key; names that it does not have are passed over.</summary>
[Operation("TrentService.UntagResource")]
public sealed class UntagResource(KeyStore keys, KmsAuthorizer authorizer) : IOperation<UntagResource.Request, Unit>
{
    private static readonly ActionName Action = KmsActions.Of("UntagResource");

    /// <summary>What is asked.</summary>
    public sealed record Request
    {
        /// <summary>Key id or key ARN.</summary>
        [Required, Length(1, 2048)] public string? KeyId { get; init; }
        /// <summary>The tags' keys.</summary>
        [Required, ElementLength(1, 128)] public IReadOnlyList<string>? TagKeys { get; init; }
    }

    /// <inheritdoc/>
    public async ValueTask<Unit> InvokeAsync(Request request, Call call, CancellationToken cancellation)
    {
        foreach (var key in request.TagKeys!)
            if (key.StartsWith("aws:", StringComparison.OrdinalIgnoreCase)) throw KmsFaults.Tag("Tags beginning with aws: are reserved");
        var stored = await keys.GetByIdAsync(call, request.KeyId!, cancellation);
        await authorizer.DemandAsync(call, Action, new() { Key = stored.Value, RequestTags = [.. request.TagKeys.Select(static key => new KeyTag(key, ""))] }, cancellation);
        stored.Value.Demand(KeyAction.ChangeMetadata);
        var left = stored.Value.Tags.Where(tag => !request.TagKeys.Contains(tag.TagKey)).ToList();
        if (left.Count != stored.Value.Tags.Count) call.Changes.Replace(KmsKey.Records, stored, stored.Value with { Tags = left });
        return default;
    }
}
