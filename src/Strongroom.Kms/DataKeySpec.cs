using Strongroom.Aws;

namespace Strongroom.Kms;

/// <summary>The length of a data key by name.</summary>
public enum DataKeySpec
{
    /// <summary>32 bytes.</summary>
    [WireName("AES_256")] Aes256,
    /// <summary>16 bytes.</summary>
    [WireName("AES_128")] Aes128,
}

/// <summary>The length of a data key, from KeySpec or NumberOfBytes: exactly one of them.</summary>
public static class DataKeyLength
{
    /// <summary>The length in bytes.</summary>
    /// <exception cref="FaultException">ValidationException for both or none.</exception>
    public static int Of(Wire<DataKeySpec>? keySpec, int? numberOfBytes) => (keySpec?.Value, numberOfBytes) switch
    {
        (DataKeySpec.Aes256, null) => 32,
        (DataKeySpec.Aes128, null) => 16,
        (null, int bytes) => bytes,
        _ => throw KmsFaults.Validation("Please specify either number of bytes or key spec."),
    };
}
