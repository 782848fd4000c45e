namespace Strongroom.S3;

/// <summary>The checksums of S3, by its names.</summary>
public enum ChecksumAlgorithm
{
    /// <summary>CRC-32.</summary>
    CRC32,

    /// <summary>CRC-32C, Castagnoli's.</summary>
    CRC32C,

    /// <summary>CRC-64/NVME: of every object whose upload names no other.</summary>
    CRC64NVME,

    /// <summary>SHA-1.</summary>
    SHA1,

    /// <summary>SHA-256.</summary>
    SHA256,

    /// <summary>SHA-512.</summary>
    SHA512,

    /// <summary>MD5.</summary>
    MD5,

    /// <summary>XXH64.</summary>
    XXHASH64,

    /// <summary>XXH3 of 64 bits.</summary>
    XXHASH3,

    /// <summary>XXH3 of 128 bits.</summary>
    XXHASH128,
}
