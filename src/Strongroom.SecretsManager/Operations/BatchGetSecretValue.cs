using Strongroom.Access;
using Strongroom.Audit;
using Strongroom.Aws;
using Strongroom.SecretsManager.Listing;

namespace Strongroom.SecretsManager.Operations;

/// <summary>Retrieves up to 20 secrets, named or found by filters. One that is refused does not hold up the others; each has a record of its own.</summary>
[Operation("secretsmanager.BatchGetSecretValue", ReadOnly = true)]
public sealed class BatchGetSecretValue(SecretAuthorizer authorizer, SecretReader reader, SecretLister lister)
    : IOperation<BatchGetSecretValue.Request, BatchGetSecretValue.Response>
{
    private static readonly ActionName Action = SecretActions.Of("BatchGetSecretValue"), List = SecretActions.Of("ListSecrets");

    /// <summary>What is asked.</summary>
    public sealed record Request
    {
        /// <summary>Names or ARNs.</summary>
        [Length(1, 20), ElementLength(1, 2048)] public IReadOnlyList<string>? SecretIdList { get; init; }
        /// <summary>Or what to look for.</summary>
        [Length(0, 10)] public IReadOnlyList<FilterMember>? Filters { get; init; }
        /// <summary>1 to 20; with filters only.</summary>
        [Range(1, 20)] public int? MaxResults { get; init; }
        /// <summary>The last answer's NextToken.</summary>
        [Length(1, 4096)] public string? NextToken { get; init; }
    }

    /// <summary>The answer. Owns the values.</summary>
    public sealed record Response(IReadOnlyList<Retrieved> SecretValues, string? NextToken, IReadOnlyList<Refused> Errors);

    /// <summary>A secret that could not be retrieved.</summary>
    public sealed record Refused(string SecretId, string ErrorCode, string? Message);

    /// <inheritdoc/>
    public async ValueTask<Response> InvokeAsync(Request request, Call call, CancellationToken cancellation)
    {
        if (request.SecretIdList is null == request.Filters is not { Count: > 0 })
            throw SecretsManagerFaults.InvalidParameter("Either 'SecretIdList' or 'Filters' must be provided, but not both.");
        if (request is { MaxResults: not null, SecretIdList: not null })
            throw SecretsManagerFaults.InvalidParameter("'Filters' not specified. 'Filters' must also be specified when 'MaxResults' is provided.");
        await authorizer.DemandAsync(call, Action, "*", SecretAccess.None, cancellation);
        if (request.SecretIdList is { } ids) return await GetAllAsync(call, ids, null, cancellation);

        await authorizer.DemandAsync(call, List, "*", SecretAccess.None, cancellation);
        var page = await lister.ListAsync(call, new("BatchGetSecretValue", SecretFilter.Parse(request.Filters)), request.MaxResults ?? 20, request.NextToken, cancellation);
        return await GetAllAsync(call, [.. page.Secrets.Select(static secret => secret.Arn)], page.NextToken, cancellation);
    }

    private async ValueTask<Response> GetAllAsync(Call call, IReadOnlyList<string> ids, string? nextToken, CancellationToken cancellation)
    {
        var values = new List<Retrieved>(ids.Count);
        var errors = new List<Refused>();
        try
        {
            foreach (var id in ids.Distinct(StringComparer.Ordinal)) await GetAsync(call, id, values, errors, cancellation);
        }
        catch
        {
            foreach (var value in values)
            {
                value.SecretString?.Dispose();
                value.SecretBinary?.Dispose();
            }

            throw;
        }

        return new(values, nextToken, errors);
    }

    private async ValueTask GetAsync(Call call, string id, List<Retrieved> values, List<Refused> errors, CancellationToken cancellation)
    {
        var one = call.Part("GetSecretValue", readOnly: true);
        one.Record.RequestParameters = json =>
        {
            json.WriteStartObject();
            json.WriteString("secretId"u8, id);
            json.WriteEndObject();
        };
        try
        {
            values.Add(await one.RecordedAsync(async part =>
            {
                var secret = await authorizer.GetAsync(part, GetSecretValue.Action, id, cancellation);
                return await reader.GetAsync(part, secret.Value, null, null, cancellation);
            }));
        }
        catch (FaultException refused)
        {
            errors.Add(new(id, refused.Code, refused.Text));
        }
    }
}
