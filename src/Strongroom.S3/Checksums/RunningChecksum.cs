using System.Buffers.Binary;
using System.IO.Hashing;
using Strongroom.Cryptography;

namespace Strongroom.S3;

/// <summary>A checksum of bytes that come in pieces.</summary>
internal abstract class RunningChecksum : IDisposable
{
    public abstract void Append(ReadOnlySpan<byte> bytes);

    /// <summary>The checksum of all that was appended, as S3 orders its bytes.</summary>
    public abstract byte[] Finish();

    public abstract void Dispose();

    public static RunningChecksum Of(ChecksumAlgorithm algorithm) => algorithm switch
    {
        ChecksumAlgorithm.CRC32 => new Crc32Checksum(new()),
        ChecksumAlgorithm.CRC32C => new Crc32Checksum(new(Crc32ParameterSet.Crc32C)),
        ChecksumAlgorithm.CRC64NVME => new Crc64Checksum(new(Crc64ParameterSet.Nvme)),
        ChecksumAlgorithm.XXHASH64 => new Other(new XxHash64()),
        ChecksumAlgorithm.XXHASH3 => new Other(new XxHash3()),
        ChecksumAlgorithm.XXHASH128 => new Other(new XxHash128()),
        ChecksumAlgorithm.SHA1 => new Digest(HashStream.Sha1()),
        ChecksumAlgorithm.SHA256 => new Digest(HashStream.Sha256()),
        ChecksumAlgorithm.SHA512 => new Digest(HashStream.Sha512()),
        _ => new Digest(HashStream.Md5()),
    };

    private sealed class Crc32Checksum(Crc32 crc) : RunningChecksum
    {
        public override void Append(ReadOnlySpan<byte> bytes) => crc.Append(bytes);

        public override byte[] Finish()
        {
            var bytes = new byte[4];
            BinaryPrimitives.WriteUInt32BigEndian(bytes, crc.GetCurrentHashAsUInt32());
            return bytes;
        }

        public override void Dispose()
        {
        }
    }

    private sealed class Crc64Checksum(Crc64 crc) : RunningChecksum
    {
        public override void Append(ReadOnlySpan<byte> bytes) => crc.Append(bytes);

        public override byte[] Finish()
        {
            var bytes = new byte[8];
            BinaryPrimitives.WriteUInt64BigEndian(bytes, crc.GetCurrentHashAsUInt64());
            return bytes;
        }

        public override void Dispose()
        {
        }
    }

    private sealed class Other(NonCryptographicHashAlgorithm hash) : RunningChecksum
    {
        public override void Append(ReadOnlySpan<byte> bytes) => hash.Append(bytes);

        public override byte[] Finish() => hash.GetCurrentHash();

        public override void Dispose()
        {
        }
    }

    private sealed class Digest(HashStream hash) : RunningChecksum
    {
        public override void Append(ReadOnlySpan<byte> bytes) => hash.Append(bytes);

        public override byte[] Finish()
        {
            Span<byte> bytes = stackalloc byte[Hash.Sha512Length];
            return bytes[..hash.Finish(bytes)].ToArray();
        }

        public override void Dispose() => hash.Dispose();
    }
}
