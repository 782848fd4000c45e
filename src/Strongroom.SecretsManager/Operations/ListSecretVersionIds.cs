using Strongroom.Access;
using Strongroom.Aws;

namespace Strongroom.SecretsManager.Operations;

/// <summary>Lists the versions of a secret, oldest first.</summary>
[Operation("secretsmanager.ListSecretVersionIds", ReadOnly = true)]
public sealed class ListSecretVersionIds(SecretAuthorizer authorizer, PageTokens tokens, AccessDates accesses)
    : IOperation<ListSecretVersionIds.Request, ListSecretVersionIds.Response>
{
    private const int DefaultResults = 100;

    private static readonly ActionName Action = SecretActions.Of("ListSecretVersionIds");

    /// <summary>What is asked.</summary>
    public sealed record Request
    {
        /// <summary>Name or ARN.</summary>
        [Required, Length(1, 2048)] public string? SecretId { get; init; }
        /// <summary>1 to 100.</summary>
        [Range(1, 100)] public int? MaxResults { get; init; }
        /// <summary>The last answer's NextToken.</summary>
        [Length(1, 4096)] public string? NextToken { get; init; }
        /// <summary>Also those without labels.</summary>
        public bool? IncludeDeprecated { get; init; }
    }

    /// <summary>The answer.</summary>
    public sealed record Response(IReadOnlyList<Entry> Versions, string? NextToken, [property: WireName("ARN")] string Arn, string Name);

    /// <summary>One version.</summary>
    public sealed record Entry(
        string VersionId, IReadOnlyList<string>? VersionStages, DateTimeOffset? LastAccessedDate, DateTimeOffset CreatedDate, IReadOnlyList<string>? KmsKeyIds);

    /// <inheritdoc/>
    public async ValueTask<Response> InvokeAsync(Request request, Call call, CancellationToken cancellation)
    {
        var secret = (await authorizer.GetAsync(call, Action, request.SecretId!, cancellation)).Value;
        var list = $"ListSecretVersionIds {secret.Arn} {request.IncludeDeprecated == true}";
        var start = request.NextToken is { } token ? PositionOf(tokens.Open(call, list, token)) : 0;
        var all = request.IncludeDeprecated == true ? secret.Versions : [.. secret.Versions.Where(static version => version.Stages.Count > 0)];
        await accesses.FlushAsync(cancellation);
        var dates = await accesses.FindAsync(secret, cancellation);
        var page = all.Skip(start).Take(request.MaxResults ?? DefaultResults).Select(version => EntryOf(version, dates)).ToList();
        var end = start + page.Count;
        return new(page, end < all.Count ? tokens.Seal(call, list, BitConverter.GetBytes(end)) : null, secret.Arn, secret.Name);
    }

    private static int PositionOf(byte[]? position) => position is { Length: 4 } ? BitConverter.ToInt32(position) : throw SecretsManagerFaults.InvalidNextToken();

    private static Entry EntryOf(VersionEntry version, SecretAccessDates? dates)
        => new(version.VersionId, version.Stages.Count == 0 ? null : version.Stages, dates?.Of(version.VersionId), version.CreatedDate,
            version.KmsKeyArn is null ? null : [version.IsDefaultKey ? "DefaultEncryptionKey" : version.KmsKeyArn]);
}
