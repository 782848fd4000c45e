using Strongroom.Access;
using Strongroom.Aws;
using Strongroom.SecretsManager.Listing;
using Strongroom.SecretsManager.Rotation;

namespace Strongroom.SecretsManager.Operations;

/// <summary>Lists the secrets of the account and region, filtered and sorted.</summary>
[Operation("secretsmanager.ListSecrets", ReadOnly = true)]
public sealed class ListSecrets(SecretAuthorizer authorizer, SecretLister lister, AccessDates accesses) : IOperation<ListSecrets.Request, ListSecrets.Response>
{
    private const int DefaultResults = 100;

    private static readonly ActionName Action = SecretActions.Of("ListSecrets");

    /// <summary>What is asked.</summary>
    public sealed record Request
    {
        /// <summary>Also those that wait for their deletion.</summary>
        public bool? IncludePlannedDeletion { get; init; }
        /// <summary>1 to 100.</summary>
        [Range(1, 100)] public int? MaxResults { get; init; }
        /// <summary>The last answer's NextToken.</summary>
        [Length(1, 4096)] public string? NextToken { get; init; }
        /// <summary>What secrets must pass, each of them.</summary>
        [Length(0, 10)] public IReadOnlyList<FilterMember>? Filters { get; init; }
        /// <summary>Ascending where none is given.</summary>
        public Wire<Direction>? SortOrder { get; init; }
        /// <summary>By creation where none is given.</summary>
        public Wire<SecretOrder>? SortBy { get; init; }
    }

    /// <summary>The direction of an order.</summary>
    public enum Direction
    {
        /// <summary>Oldest, or first of the alphabet, first.</summary>
        [WireName("asc")] Ascending,

        /// <summary>The other way round.</summary>
        [WireName("desc")] Descending,
    }

    /// <summary>The answer.</summary>
    public sealed record Response(IReadOnlyList<Entry> SecretList, string? NextToken);

    /// <summary>One secret.</summary>
    public sealed record Entry(
        [property: WireName("ARN")] string Arn, string Name, string? Type, string? Description, string? KmsKeyId, bool? RotationEnabled,
        [property: WireName("RotationLambdaARN")] string? RotationLambdaArn, RotationRules? RotationRules, DateTimeOffset? LastRotatedDate,
        DateTimeOffset? LastChangedDate, DateTimeOffset? LastAccessedDate, DateTimeOffset? DeletedDate, DateTimeOffset? NextRotationDate,
        IReadOnlyList<TagMember>? Tags, IReadOnlyDictionary<string, IReadOnlyList<string>>? SecretVersionsToStages, DateTimeOffset CreatedDate, string? PrimaryRegion);

    /// <inheritdoc/>
    public async ValueTask<Response> InvokeAsync(Request request, Call call, CancellationToken cancellation)
    {
        await authorizer.DemandAsync(call, Action, "*", SecretAccess.None, cancellation);
        var query = new SecretQuery("ListSecrets", SecretFilter.Parse(request.Filters), request.SortBy?.Value ?? SecretOrder.Created,
            request.SortOrder?.Value == Direction.Descending, request.IncludePlannedDeletion == true);
        var page = await lister.ListAsync(call, query, request.MaxResults ?? DefaultResults, request.NextToken, cancellation);
        var entries = new List<Entry>(page.Secrets.Count);
        foreach (var secret in page.Secrets) entries.Add(EntryOf(secret, (await accesses.FindAsync(secret, cancellation))?.LastAccessedDate));
        return new(entries, page.NextToken);
    }

    private static Entry EntryOf(Secret secret, DateTimeOffset? accessed) => new(
        secret.Arn, secret.Name, secret.Type, secret.Description, secret.KmsKeyId, secret.Rotation?.Enabled, secret.Rotation?.LambdaArn, secret.Rotation?.Rules,
        secret.Rotation?.LastRotatedDate, secret.LastChangedDate, accessed, secret.DeletionDate, secret.Rotation?.NextRotationDate,
        SecretTags.ToMembers(secret.Tags), secret.LabelsByVersion(), secret.CreatedDate, secret.PrimaryRegion);
}
