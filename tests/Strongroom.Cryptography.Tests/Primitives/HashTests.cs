using System.Security.Cryptography;
using CsCheck;

namespace Strongroom.Cryptography.Tests.Primitives;

public sealed class HashTests
{
    [Fact]
    public void A_hash_in_pieces_equals_the_hash_of_the_whole() =>
        Gen.Byte.Array[0, 100].Array[0, 5].Sample(pieces =>
        {
            byte[] whole = [.. pieces.SelectMany(piece => piece)];
            using var stream = HashStream.Sha256();
            foreach (var piece in pieces) stream.Append(piece);
            var hash = new byte[Hash.Sha256Length];
            Assert.Equal(Hash.Sha256Length, stream.Finish(hash));
            Assert.Equal(SHA256.HashData(whole), hash);
        });

    [Fact]
    public void An_abandoned_hash_leaves_nothing_for_the_next_one()
    {
        for (var i = 0; i < 20; i++)
        {
            using (var abandoned = HashStream.Sha256()) abandoned.Append([1, 2, 3]);
            using var stream = HashStream.Sha256();
            var hash = new byte[Hash.Sha256Length];
            stream.Finish(hash);
            Assert.Equal(SHA256.HashData([]), hash);
        }
    }

    [Fact]
    public void A_disposed_stream_refuses()
    {
        var stream = HashStream.Md5();
        stream.Dispose();
        stream.Dispose();
        Assert.Throws<ObjectDisposedException>(() => stream.Append([1]));
    }
}
