using Strongroom.Access;

namespace Strongroom.Kms;

/// <summary>The actions of KMS as policies name them.</summary>
public static class KmsActions
{
    /// <summary><c>kms:</c> and the name of an operation; ReEncrypt is two: ReEncryptFrom and ReEncryptTo.</summary>
    public static ActionName Of(string operation) => ActionName.Of("kms:" + operation);
}
