using Strongroom.Access;
using Strongroom.Aws;

namespace Strongroom.Kms.Operations;

/// <summary>Tells when a key was last used with success, for what, and which audit record says so.</summary>
[Operation("TrentService.GetKeyLastUsage", ReadOnly = true)]
public sealed class GetKeyLastUsage(KeyStore keys, KmsAuthorizer authorizer, LastUsages usages) : IOperation<GetKeyLastUsage.Request, GetKeyLastUsage.Response>
{
    private static readonly ActionName Action = KmsActions.Of("GetKeyLastUsage");

    /// <summary>What is asked.</summary>
    public sealed record Request
    {
        /// <summary>Key id or key ARN.</summary>
        [Required, Length(1, 2048)] public string? KeyId { get; init; }
    }

    /// <summary>The answer. Every key is tracked from its creation; without a use there is no <paramref name="KeyLastUsage"/>.</summary>
    public sealed record Response(string KeyId, Data? KeyLastUsage, DateTimeOffset TrackingStartDate, DateTimeOffset KeyCreationDate);

    /// <summary>A use.</summary>
    public sealed record Data(string Operation, DateTimeOffset Timestamp, string CloudTrailEventId, string KmsRequestId);

    /// <inheritdoc/>
    public async ValueTask<Response> InvokeAsync(Request request, Call call, CancellationToken cancellation)
    {
        var key = (await keys.GetByIdAsync(call, request.KeyId!, cancellation)).Value;
        await authorizer.DemandAsync(call, Action, new() { Key = key }, cancellation);
        key.Demand(KeyAction.Always);

        var last = await usages.FindAsync(key, cancellation);
        var data = last is null ? null : new Data(last.Operation, last.Time, last.EventId.ToString("d"), last.RequestId.ToString("d"));
        return new(key.KeyId, data, key.CreationDate, key.CreationDate);
    }
}
