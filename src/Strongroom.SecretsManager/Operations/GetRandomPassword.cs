using Strongroom.Access;
using Strongroom.Aws;
using Strongroom.Cryptography;

namespace Strongroom.SecretsManager.Operations;

/// <summary>Makes a random password.</summary>
[Operation("secretsmanager.GetRandomPassword", ReadOnly = true)]
public sealed class GetRandomPassword(SecretAuthorizer authorizer) : IOperation<GetRandomPassword.Request, GetRandomPassword.Response>
{
    private static readonly ActionName Action = SecretActions.Of("GetRandomPassword");

    /// <summary>What is asked.</summary>
    public sealed record Request
    {
        /// <summary>1 to 4,096; 32 where none is given.</summary>
        [Range(1, 4096)] public long? PasswordLength { get; init; }
        /// <summary>Characters that it must not have.</summary>
        [Length(0, 4096)] public string? ExcludeCharacters { get; init; }
        /// <summary>No digits.</summary>
        public bool? ExcludeNumbers { get; init; }
        /// <summary>None of <c>!"#$%&amp;'()*+,-./:;&lt;=&gt;?@[\]^_`{|}~</c>.</summary>
        public bool? ExcludePunctuation { get; init; }
        /// <summary>No capital letters.</summary>
        public bool? ExcludeUppercase { get; init; }
        /// <summary>No small letters.</summary>
        public bool? ExcludeLowercase { get; init; }
        /// <summary>Spaces too.</summary>
        public bool? IncludeSpace { get; init; }
        /// <summary>At least one of each kind, unless false.</summary>
        public bool? RequireEachIncludedType { get; init; }
    }

    /// <summary>The answer. Owns the password.</summary>
    public sealed record Response([property: SecretText] KeyMaterial RandomPassword);

    /// <inheritdoc/>
    public async ValueTask<Response> InvokeAsync(Request request, Call call, CancellationToken cancellation)
    {
        await authorizer.DemandAsync(call, Action, "*", SecretAccess.None, cancellation);
        return new(RandomPassword.Make(new()
        {
            Length = (int)(request.PasswordLength ?? 32),
            Excluded = request.ExcludeCharacters ?? "",
            Digits = request.ExcludeNumbers != true,
            Punctuation = request.ExcludePunctuation != true,
            Uppercase = request.ExcludeUppercase != true,
            Lowercase = request.ExcludeLowercase != true,
            Space = request.IncludeSpace == true,
            EachKind = request.RequireEachIncludedType != false,
        }));
    }
}
