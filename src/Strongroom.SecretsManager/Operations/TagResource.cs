using Strongroom.Access;
using Strongroom.Aws;

namespace Strongroom.SecretsManager.Operations;

/// <summary>Adds or changes tags of a secret.</summary>
[Operation("secretsmanager.TagResource")]
public sealed class TagResource(SecretWriter writer, SecretAuthorizer authorizer) : IOperation<TagResource.Request, Unit>
{
    private static readonly ActionName Action = SecretActions.Of("TagResource");

    /// <summary>What is asked.</summary>
    public sealed record Request
    {
        /// <summary>Name or ARN.</summary>
        [Required, Length(1, 2048)] public string? SecretId { get; init; }
        /// <summary>The tags.</summary>
        [Required] public IReadOnlyList<TagMember>? Tags { get; init; }
    }

    /// <inheritdoc/>
    public async ValueTask<Unit> InvokeAsync(Request request, Call call, CancellationToken cancellation)
    {
        var access = new SecretAccess { RequestTags = SecretTags.Merge(request.Tags, null) ?? [] };
        var stored = await authorizer.GetAsync(call, Action, request.SecretId!, cancellation, access);
        var secret = stored.Value;
        secret.DemandChangeable();
        var tagged = secret with { Tags = SecretTags.Merge(request.Tags, secret.Tags), LastChangedDate = call.Time };

        // AWS blocks a change of tags by which its author loses the permission that the change needed.
        if (!await authorizer.WouldPermitAsync(call, Action, tagged, access, cancellation))
            throw SecretsManagerFaults.AccessDenied("You can't change the tags of this secret in a way that takes away your own permission to it.");
        await writer.ReplaceAsync(call, stored, tagged, cancellation);
        return default;
    }
}
