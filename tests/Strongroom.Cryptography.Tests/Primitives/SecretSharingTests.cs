using System.Security.Cryptography;

namespace Strongroom.Cryptography.Tests;

public sealed class SecretSharingTests
{
    [Theory]
    [InlineData(0x57, 0x83, 0xC1)] // FIPS 197, 4.2
    [InlineData(0x57, 0x13, 0xFE)] // FIPS 197, 4.2.1
    [InlineData(0x53, 0xCA, 0x01)]
    [InlineData(0x00, 0xFF, 0x00)]
    [InlineData(0x02, 0x80, 0x1B)]
    public void The_field_is_AES_s(byte left, byte right, byte product)
    {
        Assert.Equal(product, SecretSharing.Multiply(left, right));
        Assert.Equal(product, SecretSharing.Multiply(right, left));
    }

    [Fact]
    public void Every_element_but_0_has_its_inverse()
    {
        for (var value = 1; value < 256; value++) Assert.Equal(1, SecretSharing.Multiply((byte)value, SecretSharing.Invert((byte)value)));
        Assert.Equal(0, SecretSharing.Invert(0));
    }

    /// <summary>Computed by hand: f(x) = 0x42 + 0x35·x, so f(1) = 0x77, f(2) = 0x42 ^ 0x6A = 0x28, f(3) = 0x42 ^ 0x5F = 0x1D.</summary>
    [Theory]
    [InlineData(1, 0x77, 2, 0x28)]
    [InlineData(1, 0x77, 3, 0x1D)]
    [InlineData(3, 0x1D, 2, 0x28)]
    public void Known_shares_of_a_known_line_give_its_value_at_0(byte x1, byte y1, byte x2, byte y2)
    {
        var secret = new byte[1];
        SecretSharing.Combine([x1, x2], [new byte[] { y1 }, new byte[] { y2 }], secret);
        Assert.Equal(0x42, secret[0]);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 3)]
    [InlineData(3, 5)]
    [InlineData(5, 5)]
    public void Any_k_of_n_give_the_secret_and_k_less_1_do_not(int threshold, int count)
    {
        var secret = RandomNumberGenerator.GetBytes(32);
        var shares = Enumerable.Range(0, count).Select(static _ => new byte[32]).ToArray();
        SecretSharing.Split(secret, threshold, [.. shares.Select(static share => share.AsMemory())]);
        for (var set = 0; set < 1 << count; set++)
        {
            var chosen = Enumerable.Range(0, count).Where(index => (set >> index & 1) == 1).ToArray();
            if (chosen.Length != threshold && (chosen.Length != threshold - 1 || chosen.Length == 0)) continue;
            var combined = new byte[32];
            SecretSharing.Combine([.. chosen.Select(static index => (byte)(index + 1))],
                [.. chosen.Select(index => (ReadOnlyMemory<byte>)shares[index])], combined);
            Assert.Equal(chosen.Length == threshold, secret.AsSpan().SequenceEqual(combined));
        }
    }

    [Fact]
    public void The_largest_sharing_works()
    {
        var secret = RandomNumberGenerator.GetBytes(32);
        var shares = Enumerable.Range(0, 255).Select(static _ => new byte[32]).ToArray();
        SecretSharing.Split(secret, 255, [.. shares.Select(static share => share.AsMemory())]);
        var combined = new byte[32];
        SecretSharing.Combine([.. Enumerable.Range(1, 255).Select(static index => (byte)index)], [.. shares.Select(static share => (ReadOnlyMemory<byte>)share)], combined);
        Assert.Equal(secret, combined);
    }

    [Fact]
    public void A_single_share_says_nothing_about_the_secret()
    {
        // With one share of two, every secret byte is as likely: over many splittings, a share of 0 takes every value about equally often.
        var seen = new int[256];
        byte[] one = [0], two = [0];
        for (var i = 0; i < 25600; i++)
        {
            SecretSharing.Split([0], 2, [one, two]);
            seen[one[0]]++;
        }

        Assert.All(seen, static count => Assert.InRange(count, 40, 180));
    }

    [Fact]
    public void Nonsense_is_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => SecretSharing.Split([1], 3, [new byte[1], new byte[1]]));
        Assert.Throws<ArgumentOutOfRangeException>(() => SecretSharing.Split([1], 0, [new byte[1]]));
        Assert.Throws<ArgumentException>(() => SecretSharing.Combine([1, 1], [new byte[1], new byte[1]], new byte[1]));
        Assert.Throws<ArgumentException>(() => SecretSharing.Combine([0], [new byte[1]], new byte[1]));
    }
}
