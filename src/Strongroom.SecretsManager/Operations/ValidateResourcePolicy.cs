using Strongroom.Access;
using Strongroom.Aws;

namespace Strongroom.SecretsManager.Operations;

/// <summary>Says what is wrong with a resource policy before it is put: its form, whom it lets in, and whether it locks its author out.</summary>
[Operation("secretsmanager.ValidateResourcePolicy", ReadOnly = true)]
public sealed class ValidateResourcePolicy(SecretAuthorizer authorizer, SecretPolicies policies)
    : IOperation<ValidateResourcePolicy.Request, ValidateResourcePolicy.Response>
{
    private static readonly ActionName Action = SecretActions.Of("ValidateResourcePolicy"), Put = SecretActions.Of("PutResourcePolicy");

    /// <summary>What is asked.</summary>
    public sealed record Request
    {
        /// <summary>Name or ARN of the secret that it is meant for.</summary>
        [Length(1, 2048)] public string? SecretId { get; init; }
        /// <summary>The policy, in JSON.</summary>
        [Required, Length(1, 20480)] public string? ResourcePolicy { get; init; }
    }

    /// <summary>The answer.</summary>
    public sealed record Response(bool PolicyValidationPassed, IReadOnlyList<ValidationError> ValidationErrors);

    /// <summary>What is wrong.</summary>
    public sealed record ValidationError(string CheckName, string ErrorMessage);

    /// <inheritdoc/>
    public async ValueTask<Response> InvokeAsync(Request request, Call call, CancellationToken cancellation)
    {
        var secret = request.SecretId is { } id ? (await authorizer.GetAsync(call, Action, id, cancellation)).Value : null;
        if (secret is null)
        {
            await authorizer.DemandAsync(call, Action, "*", SecretAccess.None, cancellation);
            await authorizer.DemandAsync(call, Put, "*", SecretAccess.None, cancellation);
        }
        else
        {
            await authorizer.DemandAsync(call, Put, secret, SecretAccess.None, cancellation);
        }

        var errors = new List<ValidationError>();
        try
        {
            var policy = await policies.ParseAsync(request.ResourcePolicy!, cancellation);
            if (SecretPolicies.IsPublic(policy.Document)) errors.Add(new("PUBLIC_POLICY", SecretsManagerFaults.PublicPolicy().Text!));
            if (secret is not null && await policies.LocksOutAsync(call, secret, policy, cancellation))
                errors.Add(new("LOCKOUT", "The policy takes away the caller's own permission to change it."));
        }
        catch (FaultException malformed) when (malformed.Code == "MalformedPolicyDocumentException")
        {
            errors.Add(new("SYNTAX", malformed.Text!));
        }

        return new(errors.Count == 0, errors);
    }
}
