using Strongroom.Access;
using Strongroom.Aws;
using Strongroom.SecretsManager.Rotation;
using Strongroom.Storage;

namespace Strongroom.SecretsManager.Operations;

/// <summary>Sets how a secret is rotated, and begins to rotate it; the rotation itself goes on after the answer.</summary>
[Operation("secretsmanager.RotateSecret")]
public sealed class RotateSecret(
    Records records, SecretStore secrets, SecretWriter writer, SecretAuthorizer authorizer, SecretEnvelopes envelopes, IRotationFunctions functions)
    : IOperation<RotateSecret.Request, RotateSecret.Response>
{
    private static readonly ActionName Action = SecretActions.Of("RotateSecret"), Invoke = ActionName.Of("lambda:InvokeFunction");

    /// <summary>What is asked.</summary>
    public sealed record Request
    {
        /// <summary>Name or ARN.</summary>
        [Required, Length(1, 2048)] public string? SecretId { get; init; }
        /// <summary>Makes the request repeatable, and is the id of the version that the rotation makes.</summary>
        [Length(32, 64)] public string? ClientRequestToken { get; init; }
        /// <summary>The function; the one that the secret has, where none is given.</summary>
        [Length(0, 2048), WireName("RotationLambdaARN")] public string? RotationLambdaArn { get; init; }
        /// <summary>The schedule.</summary>
        public RotationRules? RotationRules { get; init; }
        /// <summary>Settings of a partner's secret; there are none here.</summary>
        public IReadOnlyList<MetadataItem>? ExternalSecretRotationMetadata { get; init; }
        /// <summary>The role of a partner's secret; there are none here.</summary>
        [Length(20, 2048)] public string? ExternalSecretRotationRoleArn { get; init; }
        /// <summary>False to wait for the schedule, and only to test the function now.</summary>
        public bool? RotateImmediately { get; init; }
    }

    /// <summary>A setting of a partner's secret.</summary>
    public sealed record MetadataItem
    {
        /// <summary>Its name.</summary>
        [Length(1, 256)] public string? Key { get; init; }
        /// <summary>Its value.</summary>
        [Length(1, 2048)] public string? Value { get; init; }
    }

    /// <summary>The answer.</summary>
    public sealed record Response([property: WireName("ARN")] string Arn, string Name, string? VersionId);

    /// <inheritdoc/>
    public async ValueTask<Response> InvokeAsync(Request request, Call call, CancellationToken cancellation)
    {
        var token = request.ClientRequestToken ?? throw SecretsManagerFaults.NoRotationToken();
        if (request.ExternalSecretRotationMetadata is not null || request.ExternalSecretRotationRoleArn is not null)
            throw SecretsManagerFaults.InvalidParameter("This installation rotates no secrets of partners.");
        if (request.RotationRules is { } rules) RotationSchedule.Parse(rules);
        var stored = await authorizer.GetAsync(call, Action, request.SecretId!, cancellation, AccessOf(request));
        var secret = stored.Value;
        secret.DemandChangeable();
        var function = await FunctionAsync(call, string.IsNullOrEmpty(request.RotationLambdaArn) ? secret.Rotation?.LambdaArn : request.RotationLambdaArn, cancellation);

        var key = RotationJob.RecordKeyOf(secret.Account, secret.Region, secret.Name);
        var job = await records.ReadAsync(RotationJob.Records, key, cancellation);
        if (job?.Value.SecretArn == secret.Arn && job.Value.VersionId == token) return new(secret.Arn, secret.Name, token);
        DemandNothingPending(secret, job);
        if (job is not null) call.Changes.Delete(RotationJob.Records, job);
        if (secret.FindVersion(token) is not null) throw SecretsManagerFaults.TokenInUse(token, secret.Arn);

        var settings = (secret.Rotation ?? new() { Enabled = true, LambdaArn = function }) with
        {
            Enabled = true,
            LambdaArn = function,
            Rules = request.RotationRules ?? secret.Rotation?.Rules,
        };
        var changed = secret with { Rotation = settings.Scheduled(call.Time), LastChangedDate = call.Time };
        var isTest = request.RotateImmediately == false;
        if (isTest) changed = await WithTestVersionAsync(call, changed, token, cancellation);
        changed = RotationJob.Begin(call.Changes, changed, token, isTest, call.Time);
        await writer.ReplaceAsync(call, stored, changed, cancellation);
        functions.Wake();
        return new(secret.Arn, secret.Name, isTest ? null : token);
    }

    private async ValueTask<string> FunctionAsync(Call call, string? arn, CancellationToken cancellation)
    {
        if (arn is null) throw SecretsManagerFaults.InvalidRequest("No Lambda rotation function ARN is associated with this secret.");
        if (functions.Find(arn) is null)
            throw SecretsManagerFaults.AccessDenied("Secrets Manager cannot invoke the specified Lambda function. "
                + "Ensure that the function policy grants access to the principal secretsmanager.amazonaws.com.");
        await authorizer.DemandAsync(call, Invoke, arn, SecretAccess.None, cancellation);
        return arn;
    }

    private void DemandNothingPending(Secret secret, Stored<RotationJob>? job)
    {
        var pending = secret.FindLabelled(StagingLabels.Pending);
        if (pending is null || pending.Has(StagingLabels.Current)) return;
        if (job is not null) functions.Wake();
        throw SecretsManagerFaults.InvalidRequest("A previous rotation isn't complete. That rotation will be reattempted.");
    }

    // The test signs in with what is current, under the version that it is told of.
    private async ValueTask<Secret> WithTestVersionAsync(Call call, Secret secret, string token, CancellationToken cancellation)
    {
        if (secret.FindLabelled(StagingLabels.Current) is not { HasValue: true } current) return secret;
        var version = await secrets.GetVersionAsync(secret, current, cancellation);
        using var value = await envelopes.OpenAsync(call, secret, current.VersionId, version.Value, cancellation);
        return await writer.PutVersionAsync(call, secret, token, value, [StagingLabels.Pending], cancellation);
    }

    private static SecretAccess AccessOf(Request request) => new()
    {
        RotationLambdaArn = request.RotationLambdaArn,
        ModifyRotationRules = request.RotationRules is not null,
        RotateImmediately = request.RotateImmediately,
    };
}
