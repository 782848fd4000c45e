namespace Strongroom.Cryptography.Tests;

public sealed class Argon2idTests
{
    /// <summary>Two libraries, one function: what one lane and a salt of 16 bytes give must not depend on which of them answers.</summary>
    [Theory]
    [InlineData("", 64, 1)]
    [InlineData("correct horse battery staple", 1024, 3)]
    [InlineData("passwörd\0with a zero", 4096, 5)]
    public void Both_implementations_agree(string password, int memoryKiB, int passes)
    {
        var bytes = System.Text.Encoding.UTF8.GetBytes(password);
        byte[] salt = [.. Enumerable.Range(0, 16).Select(static i => (byte)(i * 7))];
        byte[] native = new byte[32], managed = new byte[32];
        Kdf.Argon2id(bytes, salt, passes, memoryKiB, lanes: 1, native);
        var generator = new Org.BouncyCastle.Crypto.Generators.Argon2BytesGenerator();
        generator.Init(new Org.BouncyCastle.Crypto.Parameters.Argon2Parameters.Builder(Org.BouncyCastle.Crypto.Parameters.Argon2Parameters.Argon2id)
            .WithVersion(Org.BouncyCastle.Crypto.Parameters.Argon2Parameters.Version13).WithIterations(passes).WithMemoryAsKB(memoryKiB)
            .WithParallelism(1).WithSalt(salt).Build());
        generator.GenerateBytes(bytes, managed);
        Assert.Equal(managed, native);
    }
}
