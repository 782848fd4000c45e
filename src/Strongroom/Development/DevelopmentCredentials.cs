using Strongroom.Access;
using Strongroom.Aws;
using Strongroom.Cryptography;
using Strongroom.Iam;

namespace Strongroom.Development;

/// <summary>The dev profile's credentials: <c>test</c>/<c>test</c> is the root of account 000000000000, and any 12 digits with the secret
/// <c>test</c> the root of that account. People who test against local AWS endpoints have both set up already.</summary>
public sealed class DevelopmentCredentials(ICredentials stored) : ICredentials
{
    /// <summary>The account of <c>test</c>.</summary>
    public const string Account = "000000000000";

    /// <inheritdoc/>
    public Credential Decoy => stored.Decoy;

    /// <inheritdoc/>
    public ValueTask<Credential?> FindAsync(string accessKeyId, string? sessionToken, CancellationToken cancellation)
    {
        if (accessKeyId == "test") return new(Test);
        return Iam.Account.IsAccountId(accessKeyId)
            ? new(new WellKnown(Caller.Root(accessKeyId, accessKeyId)))
            : stored.FindAsync(accessKeyId, sessionToken, cancellation);
    }

    private static readonly WellKnown Test = new(Caller.Root(Account, "test"));

    private sealed record WellKnown(Caller Caller) : Credential(Caller, Revision: 1)
    {
        public override KeyMaterial OpenSecretKey() => KeyMaterial.CopyOf("test"u8);
    }
}
