using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json;

namespace Strongroom.Cryptography.Tests.Vectors;

public sealed class ChunkedVectors
{
    [Fact]
    public void Sealed_boxes_are_C2SP_chunked_encryption_with_AES_256() =>
        VectorFile.Check("c2sp_chunked_encryption_aes_256_gcm_test.json", (_, test) =>
        {
            var key = test.Hex("key");
            if (key.Length != SealedBox.KeyLength)
            {
                Assert.Throws<ArgumentException>(() => SealedBox.TryOpen(key, default, new byte[SealedBox.Overhead], []));
                return false;
            }

            var box = Inflate(test.Hex("ct"));
            var plaintext = new byte[Math.Max(0, SealedBox.OpenedLength(box.Length))];
            if (!SealedBox.TryOpen(key, test.Hex("ctx"), box, plaintext)) return false;
            return plaintext.Length == test.Int("msgLength") && SHA512.HashData(plaintext).AsSpan().SequenceEqual(test.Hex("msgSha512"));
        });

    [Fact]
    public void Boxes_with_AES_128_are_not_offered() =>
        VectorFile.Skip("c2sp_chunked_encryption_aes_128_gcm_test.json", "AES-128: every box has a key of 256 bits");

    private static byte[] Inflate(byte[] compressed)
    {
        using var source = new ZLibStream(new MemoryStream(compressed), CompressionMode.Decompress);
        using var inflated = new MemoryStream();
        source.CopyTo(inflated);
        return inflated.ToArray();
    }
}
