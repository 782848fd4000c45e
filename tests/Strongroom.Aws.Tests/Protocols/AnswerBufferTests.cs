using System.Buffers;
using Strongroom.Aws.Protocols;

namespace Strongroom.Aws.Tests.Protocols;

// Alone: another test might get, and write to, the arrays that went back to the pool.
[CollectionDefinition(nameof(AnswerBufferTests), DisableParallelization = true)]
[Collection(nameof(AnswerBufferTests))]
public sealed class AnswerBufferTests
{
    [Theory]
    [InlineData(10)]
    [InlineData(5_000)]
    [InlineData(500_000)]
    public void What_was_written_is_wiped_when_the_buffer_goes_back(int length)
    {
        var seen = new List<ReadOnlyMemory<byte>>();
        using (var buffer = AnswerBuffer.Rent())
        {
            for (var written = 0; written < length; written += 10)
            {
                buffer.Write("secret-10."u8);
                seen.Add(buffer.Written);
            }

            Assert.Equal(length, buffer.Written.Length);
            Assert.Equal((byte)'s', buffer.Written.Span[length - 10]);
        }

        // Every array that it had while it grew.
        Assert.All(seen, memory => Assert.False(memory.Span.ContainsAnyExcept((byte)0)));
    }

    [Fact]
    public void A_buffer_comes_back_empty()
    {
        using (var first = AnswerBuffer.Rent())
        {
            first.Status = 400;
            first.Write("x"u8);
        }

        using var second = AnswerBuffer.Rent();
        Assert.Equal((200, 0), (second.Status, second.Written.Length));
    }
}
