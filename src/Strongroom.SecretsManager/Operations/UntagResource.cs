using Strongroom.Access;
using Strongroom.Aws;

namespace Strongroom.SecretsManager.Operations;

/// <summary>Takes tags from a secret.</summary>
[Operation("secretsmanager.UntagResource")]
public sealed class UntagResource(SecretWriter writer, SecretAuthorizer authorizer) : IOperation<UntagResource.Request, Unit>
{
    private static readonly ActionName Action = SecretActions.Of("UntagResource");

    /// <summary>What is asked.</summary>
    public sealed record Request
    {
        /// <summary>Name or ARN.</summary>
        [Required, Length(1, 2048)] public string? SecretId { get; init; }
        /// <summary>The keys; those that the secret does not have are no error.</summary>
        [Required, ElementLength(1, 128)] public IReadOnlyList<string>? TagKeys { get; init; }
    }

    /// <inheritdoc/>
    public async ValueTask<Unit> InvokeAsync(Request request, Call call, CancellationToken cancellation)
    {
        var keys = request.TagKeys!;
        var access = new SecretAccess { RequestTags = [.. keys.Select(static key => new SecretTag(key, ""))] };
        var stored = await authorizer.GetAsync(call, Action, request.SecretId!, cancellation, access);
        var secret = stored.Value;
        secret.DemandChangeable();
        var tagged = secret with { Tags = secret.Tags is null ? null : [.. secret.Tags.Where(tag => !keys.Contains(tag.Key))], LastChangedDate = call.Time };

        // AWS blocks a change of tags by which its author loses the permission that the change needed.
        if (!await authorizer.WouldPermitAsync(call, Action, tagged, access, cancellation))
            throw SecretsManagerFaults.AccessDenied("You can't change the tags of this secret in a way that takes away your own permission to it.");
        await writer.ReplaceAsync(call, stored, tagged, cancellation);
        return default;
    }
}
