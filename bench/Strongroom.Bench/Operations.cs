namespace Strongroom.Bench;

/// <summary>An operation that is measured.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Target">Its X-Amz-Target.</param>
internal sealed record Operation(string Name, string Target);

/// <summary>The operations that are measured.</summary>
internal static class Operations
{
    public static readonly Operation Encrypt = new("Encrypt", "TrentService.Encrypt");
    public static readonly Operation Decrypt = new("Decrypt", "TrentService.Decrypt");
    public static readonly Operation GenerateDataKey = new("GenerateDataKey", "TrentService.GenerateDataKey");

    /// <summary>Measured by a run of its own.</summary>
    public static readonly Operation GetSecretValue = new("GetSecretValue", "secretsmanager.GetSecretValue");

    public static readonly IReadOnlyList<Operation> All = [Encrypt, Decrypt, GenerateDataKey];
}
