using Strongroom.Access;
using Strongroom.Aws;

namespace Strongroom.Kms.Operations;

/// <summary>Adds or changes tags of a KMS key.</summary>
[Operation("TrentService.TagResource")]
public sealed class TagResource(KeyStore keys, KmsAuthorizer authorizer) : IOperation<TagResource.Request, Unit>
{
    private static readonly ActionName Action = KmsActions.Of("TagResource");

    /// <summary>What is asked.</summary>
    public sealed record Request
    {
        /// <summary>Key id or key ARN.</summary>
        [Required, Length(1, 2048)] public string? KeyId { get; init; }
        /// <summary>The tags.</summary>
        [Required] public IReadOnlyList<KeyTagMember>? Tags { get; init; }
    }

    /// <inheritdoc/>
    public async ValueTask<Unit> InvokeAsync(Request request, Call call, CancellationToken cancellation)
    {
        var stored = await keys.GetByIdAsync(call, request.KeyId!, cancellation);
        await authorizer.DemandAsync(call, Action, new() { Key = stored.Value, RequestTags = KeyTags.Parse(request.Tags, []) }, cancellation);
        stored.Value.Demand(KeyAction.ChangeMetadata);
        call.Changes.Replace(KmsKey.Records, stored, stored.Value with { Tags = KeyTags.Parse(request.Tags, stored.Value.Tags) });
        return default;
    }
}
