using Strongroom.Access;
using Strongroom.Aws;
using Strongroom.Seams;

namespace Strongroom.Kms;

/// <summary>Decides every use of a KMS key, before anything of the key's state is told.</summary>
/// <remarks>The account's root may do all in its account, and nobody else anything.</remarks>
public sealed class KmsAuthorizer
{
    private readonly CallerType trusted = CallerType.Root;

    /// <summary>Refuses unless the caller may do <paramref name="action"/> (such as <c>kms:Encrypt</c>) with <paramref name="key"/>.</summary>
    /// <exception cref="FaultException">AccessDeniedException.</exception>
    public void Demand(Call call, string action, KmsKey key, EncryptionContext? context = null)
    {
        call.Touch(key.Account, "AWS::KMS::Key", key.Arn);
        if (!Allows(call, key.Account)) throw KmsFaults.AccessDenied(call.Caller.Arn, action, key.Arn);
    }

    /// <summary>Refuses unless the caller may do <paramref name="action"/> with an alias.</summary>
    /// <exception cref="FaultException">AccessDeniedException.</exception>
    public void DemandAlias(Call call, string action, string account, string aliasName)
    {
        var arn = Alias.ArnOf(account, call.Region, aliasName);
        call.Touch(account, "AWS::KMS::Alias", arn);
        if (!Allows(call, account)) throw KmsFaults.AccessDenied(call.Caller.Arn, action, arn);
    }

    /// <summary>Refuses unless the caller may do <paramref name="action"/>, which concerns no one key.</summary>
    /// <exception cref="FaultException">AccessDeniedException.</exception>
    public void Demand(Call call, string action)
    {
        if (!Allows(call, call.Account)) throw KmsFaults.AccessDenied(call.Caller.Arn, action, "*");
    }

    /// <summary>True when the caller may use <paramref name="key"/>; for Decrypt, whose refusal must not tell a missing key from a forbidden one.</summary>
    public bool Permits(Call call, string action, KmsKey key, EncryptionContext? context = null)
        => Allows(call, key.Account);

    private bool Allows(Call call, string account) => call.Caller.Type == trusted && call.Account == account;
}
