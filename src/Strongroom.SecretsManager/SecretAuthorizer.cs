using Strongroom.Access;
using Strongroom.Aws;
using Strongroom.Storage;

namespace Strongroom.SecretsManager;

/// <summary>Finds the secret of a request and decides, before anything of it is told: the resource policy and the caller's own together.</summary>
public sealed class SecretAuthorizer(SecretStore secrets, Authorizer authorizer)
{
    /// <summary>The secret, once the caller may do <paramref name="action"/> with it.</summary>
    /// <exception cref="FaultException">AccessDeniedException; ResourceNotFoundException for who might; ValidationException for a bad id.</exception>
    public async ValueTask<Stored<Secret>> GetAsync(
        Call call, ActionName action, string secretId, CancellationToken cancellation, SecretAccess? access = null)
    {
        var reference = SecretReference.Parse(secretId, call);
        var stored = await secrets.FindAsync(call, reference, cancellation);
        await DemandAsync(call, action, stored?.Value, reference, (access ?? SecretAccess.None) with { Secret = stored?.Value, SecretId = secretId }, cancellation);
        return stored ?? throw SecretsManagerFaults.NotFound();
    }

    /// <summary>Refuses unless the caller may do <paramref name="action"/> with this secret.</summary>
    /// <exception cref="FaultException">AccessDeniedException.</exception>
    public ValueTask DemandAsync(Call call, ActionName action, Secret secret, SecretAccess access, CancellationToken cancellation)
        => DemandAsync(call, action, secret, default, access with { Secret = secret }, cancellation);

    /// <summary>Refuses unless the caller may do <paramref name="action"/>, which concerns no secret that exists.</summary>
    /// <exception cref="FaultException">AccessDeniedException.</exception>
    public ValueTask DemandAsync(Call call, ActionName action, string resource, SecretAccess access, CancellationToken cancellation)
        => DecideAsync(new()
        {
            Caller = call.Caller,
            Action = action,
            Resource = resource,
            ResourceAccount = call.Account,
            Keys = access,
            Facts = call,
        }, cancellation);

    /// <summary>True when the caller could go on with <paramref name="action"/> under another policy or other tags.</summary>
    public async ValueTask<bool> WouldPermitAsync(Call call, ActionName action, Secret changed, SecretAccess access, CancellationToken cancellation)
        => (await authorizer.DecideAsync(RequestFor(call, action, changed, access with { Secret = changed }), cancellation)).IsAllowed;

    private ValueTask DemandAsync(Call call, ActionName action, Secret? secret, SecretReference reference, SecretAccess access, CancellationToken cancellation)
    {
        if (secret is not null)
        {
            call.Touch(secret.Account, "AWS::SecretsManager::Secret", secret.Arn);
            return DecideAsync(RequestFor(call, action, secret, access), cancellation);
        }

        // What is not there is refused as what is there: its ARN as far as the request tells it.
        var arn = $"arn:aws:secretsmanager:{reference.Region}:{reference.Account}:secret:{reference.Name}{(reference.Suffix is { } end ? "-" + end : "")}";
        return DecideAsync(new()
        {
            Caller = call.Caller,
            Action = action,
            Resource = arn,
            ResourceAccount = reference.Account,
            Keys = access,
            Facts = call,
        }, cancellation);
    }

    private static AccessRequest RequestFor(Call call, ActionName action, Secret secret, SecretAccess access) => new()
    {
        Caller = call.Caller,
        Action = action,
        Resource = secret.Arn,
        ResourceAccount = secret.Account,
        ResourcePolicy = secret.Policy?.Compiled,
        Keys = access,
        Facts = call,
    };

    private ValueTask DecideAsync(in AccessRequest request, CancellationToken cancellation)
    {
        var decided = authorizer.DecideAsync(request, cancellation);
        if (!decided.IsCompletedSuccessfully) return SlowlyAsync(decided, request);
        Demand(decided.Result, request);
        return default;
    }

    private static async ValueTask SlowlyAsync(ValueTask<Decision> decided, AccessRequest request) => Demand(await decided, request);

    private static void Demand(in Decision decision, in AccessRequest request)
    {
        if (!decision.IsAllowed) throw SecretsManagerFaults.AccessDenied(decision.Denial(request));
    }
}

/// <summary>The actions of Secrets Manager as policies name them.</summary>
public static class SecretActions
{
    /// <summary><c>secretsmanager:</c> and the name of an operation.</summary>
    public static ActionName Of(string operation) => ActionName.Of("secretsmanager:" + operation);
}
