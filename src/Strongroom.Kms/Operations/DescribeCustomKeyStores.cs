using Strongroom.Access;
using Strongroom.Aws;

namespace Strongroom.Kms.Operations;

/// <summary>Lists the custom key stores of the account and region: none.</summary>
[Operation("TrentService.DescribeCustomKeyStores", ReadOnly = true)]
public sealed class DescribeCustomKeyStores(PageTokens tokens, KmsAuthorizer authorizer)
    : IOperation<DescribeCustomKeyStores.Request, DescribeCustomKeyStores.Response>
{
    private static readonly ActionName Action = KmsActions.Of("DescribeCustomKeyStores");

    /// <summary>What is asked.</summary>
    public sealed record Request
    {
        /// <summary>Only this one.</summary>
        [Length(1, 64)] public string? CustomKeyStoreId { get; init; }
        /// <summary>Only the one of this name.</summary>
        [Length(1, 256)] public string? CustomKeyStoreName { get; init; }
        /// <summary>1 to 1,000.</summary>
        [Range(1, 1000)] public int? Limit { get; init; }
        /// <summary>The last answer's NextMarker.</summary>
        [Length(1, 1024), Pattern(@"[\u0020-\u00FF]*")] public string? Marker { get; init; }
    }

    /// <summary>The answer. The list is always empty, so it needs no type of entry.</summary>
    public sealed record Response(IReadOnlyList<string> CustomKeyStores, bool Truncated);

    /// <inheritdoc/>
    public async ValueTask<Response> InvokeAsync(Request request, Call call, CancellationToken cancellation)
    {
        if (request is { CustomKeyStoreId: not null, CustomKeyStoreName: not null })
            throw KmsFaults.Validation("You cannot specify CustomKeyStoreId and CustomKeyStoreName in the same request.");
        await authorizer.DemandAsync(call, Action, cancellation);
        if ((request.CustomKeyStoreId ?? request.CustomKeyStoreName) is { } asked) throw KmsFaults.CustomKeyStoreNotFound(asked);
        if (request.Marker is { } marker && tokens.Open(call, "DescribeCustomKeyStores", marker) is null) throw KmsFaults.InvalidMarker();
        return new([], Truncated: false);
    }
}
