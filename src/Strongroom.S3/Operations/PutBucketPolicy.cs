using System.Text;
using System.Text.Json;
using Strongroom.Access;
using Strongroom.Aws;

namespace Strongroom.S3.Operations;

/// <summary>Sets the policy of a bucket. Whom it names must exist.</summary>
[Operation("s3.PutBucketPolicy")]
[Http("PUT", "/{Bucket}?policy", Status = 204)]
public sealed class PutBucketPolicy(BucketStore buckets, IPrincipalIds principals) : IOperation<PutBucketPolicy.Request, Unit>
{
    private const int MostBytes = 20 * 1024;

    /// <inheritdoc cref="PutBucketPolicy"/>
    public sealed record Request : ConfigurationRequest
    {
        /// <summary>The policy.</summary>
        [Payload]
        public required string Policy { get; init; }

        /// <summary>The caller knows that it may lose access.</summary>
        [InHeader("x-amz-confirm-remove-self-bucket-access")]
        public bool? ConfirmRemoveSelfBucketAccess { get; init; }
    }

    /// <inheritdoc/>
    public async ValueTask<Unit> InvokeAsync(Request request, Call call, CancellationToken cancellation)
    {
        request.DemandBody();
        var bucket = await buckets.GetForPolicyAsync(call, request, "PutBucketPolicy", cancellation);
        if (Encoding.UTF8.GetByteCount(request.Policy) > MostBytes) throw Malformed("Policy exceeds the maximum allowed document size.");
        var ids = await ParseAsync(request.Policy, bucket.Value, cancellation);
        if (bucket.Value.PublicAccess?.BlockPublicPolicy == true && PublicPolicy.IsPublic(request.Policy))
        {
            throw S3Faults.AccessDenied(
                $"User: {call.Caller.Arn} is not authorized to perform: s3:PutBucketPolicy on resource: \"{bucket.Value.Arn}\" because public policies are prevented by the BlockPublicPolicy setting in S3 Block Public Access.");
        }

        call.Changes.Replace(Bucket.Records, bucket, bucket.Value with { Policy = request.Policy, PolicyPrincipals = ids });
        return default;
    }

    private async ValueTask<IReadOnlyDictionary<string, string>> ParseAsync(string text, Bucket bucket, CancellationToken cancellation)
    {
        try
        {
            var policy = Policy.Parse(PolicyKind.Resource, text);
            DemandOwnResources(text, bucket);
            return await principals.ResolveAsync(policy, cancellation);
        }
        catch (MalformedPolicyException malformed)
        {
            throw Malformed(malformed.Message switch
            {
                "Syntax errors in policy." => "Policies must be valid JSON and the first byte must be '{'",
                "Policy contains a statement with one or more invalid principals." => "Invalid principal in policy",
                var other => other,
            });
        }
    }

    // A bucket's policy is about this bucket and its objects, and about actions of S3.
    private static void DemandOwnResources(string text, Bucket bucket)
    {
        using var document = JsonDocument.Parse(text);
        var statements = document.RootElement.GetProperty("Statement");
        foreach (var statement in statements.ValueKind == JsonValueKind.Array ? statements.EnumerateArray().ToArray() : [statements])
        {
            foreach (var resource in Values(statement, "Resource").Concat(Values(statement, "NotResource")))
                if (resource != bucket.Arn && !resource.StartsWith(bucket.Arn + "/", StringComparison.Ordinal) && resource != bucket.Arn + "*")
                    throw Malformed("Policy has invalid resource");
            foreach (var action in Values(statement, "Action").Concat(Values(statement, "NotAction")))
                if (action != "*" && !action.StartsWith("s3:", StringComparison.OrdinalIgnoreCase)) throw Malformed("Policy has invalid action");
        }
    }

    private static string[] Values(JsonElement statement, string name) => !statement.TryGetProperty(name, out var value) ? []
        : value.ValueKind == JsonValueKind.Array ? value.EnumerateArray().Select(static item => item.GetString()!).ToArray() : [value.GetString()!];

    private static FaultException Malformed(string text) => new("MalformedPolicy", text);
}
