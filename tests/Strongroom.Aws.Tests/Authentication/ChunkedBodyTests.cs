using System.IO.Pipelines;
using System.Text;
using CsCheck;

namespace Strongroom.Aws.Tests.Authentication;

public sealed class ChunkedBodyTests : IDisposable
{
    private static readonly (string, string)[] Checksum = [("x-amz-checksum-crc32", "AAAAAA==")];

    private readonly Authenticator _authenticator = Sample.At(Sample.Moment);

    public void Dispose() => _authenticator.Dispose();

    [Fact]
    public Task Any_body_in_any_chunks_comes_out_as_it_went_in() => Check.SampleAsync(
        Gen.Select(Gen.Byte.Array[0, 300], Gen.Int[1, 120], Gen.Int[1, 50], Gen.Int[0, 2]),
        async any =>
        {
            var (payload, chunk, step, kind) = any;
            var (request, wire) = PlainChunks.Put(Sample.S3, payload, chunk, signed: kind < 2, kind == 0 ? null : Checksum);
            var (read, trailers) = await ReadAsync(request, wire, step);
            Assert.Equal(payload, read);
            Assert.Equal(kind == 0 ? null : "AAAAAA==", trailers.GetValueOrDefault("x-amz-checksum-crc32"));
        },
        iter: 200);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task No_bit_of_a_signed_chunked_body_can_change_but_the_case_of_sizes_and_names(bool withTrailer)
    {
        var (request, wire) = PlainChunks.Put(Sample.S3, new byte[27], 11, signed: true, withTrailer ? Checksum : null);
        for (var index = 0; index < wire.Length; index++)
        {
            for (var bit = 0; bit < 8; bit++)
            {
                var original = (char)wire[index];
                wire[index] ^= (byte)(1 << bit);
                var harmless = bit == 5 && char.IsAsciiLetter(original);
                Assert.True(harmless || !await IsAcceptedAsync(request, wire), $"'{original}' at {index}, bit {bit}");
                wire[index] ^= (byte)(1 << bit);
            }
        }
    }

    [Fact]
    public async Task No_body_may_be_cut_short_anywhere()
    {
        var (request, wire) = PlainChunks.Put(Sample.S3, new byte[27], 11, signed: true, Checksum);
        for (var length = 0; length < wire.Length; length++) Assert.False(await IsAcceptedAsync(request, wire[..length]));
        Assert.True(await IsAcceptedAsync(request, wire));
        Assert.False(await IsAcceptedAsync(request, [.. wire, 0]));
    }

    [Theory]
    [InlineData("3\r\nabc\r\n0\r\nx-amz-checksum-crc32:1\r\n\r\n", null)]
    [InlineData("003\r\nabc\r\n0\r\nx-amz-checksum-crc32:1\r\n\r\n", null)]
    [InlineData("1\r\na\r\n2\r\nbc\r\n0\r\nX-Amz-Checksum-CRC32: 1 \r\n\r\n", null)]
    [InlineData("", "IncompleteBody")]
    [InlineData("0\r\nx-amz-checksum-crc32:1\r\n\r\n", "IncompleteBody")]
    [InlineData("4\r\nabcd\r\n0\r\nx-amz-checksum-crc32:1\r\n\r\n", "IncompleteBody")]
    [InlineData("2\r\nab\r\n0\r\nx-amz-checksum-crc32:1\r\n\r\n", "IncompleteBody")]
    [InlineData("3\r\nabc0\r\nx-amz-checksum-crc32:1\r\n\r\n", "IncompleteBody")]
    [InlineData("3\nabc\n0\nx-amz-checksum-crc32:1\n\n", "IncompleteBody")]
    [InlineData("+3\r\nabc\r\n0\r\nx-amz-checksum-crc32:1\r\n\r\n", "IncompleteBody")]
    [InlineData(" 3\r\nabc\r\n0\r\nx-amz-checksum-crc32:1\r\n\r\n", "IncompleteBody")]
    [InlineData("3;x\r\nabc\r\n0\r\nx-amz-checksum-crc32:1\r\n\r\n", "IncompleteBody")]
    [InlineData("fffffffffffffffff\r\nabc\r\n0\r\nx-amz-checksum-crc32:1\r\n\r\n", "IncompleteBody")]
    [InlineData("3\r\nabc\r\n0\r\nx-amz-checksum-crc32:1\r\n\r\nx", "IncompleteBody")]
    [InlineData("3\r\nabc\r\n0\r\n\r\n", "MalformedTrailerError")]
    [InlineData("3\r\nabc\r\n0\r\nx-amz-checksum-sha1:1\r\n\r\n", "MalformedTrailerError")]
    [InlineData("3\r\nabc\r\n0\r\nx-amz-checksum-crc32:1\r\nx-amz-checksum-crc32:1\r\n\r\n", "MalformedTrailerError")]
    [InlineData("3\r\nabc\r\n0\r\nx-amz-checksum-crc32\r\n\r\n", "MalformedTrailerError")]
    [InlineData("3\r\nabc\r\n0\r\n:1\r\n\r\n", "MalformedTrailerError")]
    [InlineData("3\r\nabc\r\n0\r\nx-amz-checksum-crc32:1\r\nx-amz-trailer-signature:00\r\n\r\n", "MalformedTrailerError")]
    public async Task Frames_are_taken_strictly(string wire, string? code)
    {
        var (request, _) = PlainChunks.Put(Sample.S3, "abc"u8.ToArray(), 3, signed: false, Checksum);
        Assert.Equal(code, await CodeOf(request, Encoding.ASCII.GetBytes(wire)));
    }

    [Fact]
    public async Task An_endless_line_is_given_up()
    {
        var (request, _) = PlainChunks.Put(Sample.S3, "abc"u8.ToArray(), 3, signed: false, Checksum);
        Assert.Equal("IncompleteBody", await CodeOf(request, Encoding.ASCII.GetBytes(new string('0', 100_000))));
    }

    [Fact]
    public async Task A_chunked_body_must_state_its_length()
    {
        var bare = new RawRequest("PUT", "/b/k", [("Host", "h")], []);
        Assert.Equal("MissingContentLength", await CodeOf(Sample.S3.SignHeader(bare, "STREAMING-AWS4-HMAC-SHA256-PAYLOAD"), []));
    }

    [Fact]
    public async Task A_plain_body_must_have_the_hash_that_was_signed()
    {
        var request = Sample.S3.SignHeader(Sample.GetObject with { Body = "abc"u8.ToArray() });
        Assert.Null(await CodeOf(request, "abc"u8.ToArray()));
        Assert.Equal("XAmzContentSHA256Mismatch", await CodeOf(request, "abd"u8.ToArray()));
        Assert.Null(await CodeOf(Sample.S3.SignHeader(Sample.GetObject, "UNSIGNED-PAYLOAD"), "anything"u8.ToArray()));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_large_body_comes_through_a_pipe_that_uses_its_memory_again(bool chunked)
    {
        var payload = Enumerable.Range(0, 1_000_000).Select(i => (byte)(i % 251)).ToArray();
        var (request, wire) = chunked
            ? PlainChunks.Put(Sample.S3, payload, 70_000, signed: true, Checksum)
            : (Sample.S3.SignHeader(Sample.GetObject with { Body = payload }), payload);
        var pipe = new Pipe(new(pauseWriterThreshold: 100_000, resumeWriterThreshold: 50_000));
        var writing = Task.Run(async () =>
        {
            foreach (var piece in wire.Chunk(5_000)) await pipe.Writer.WriteAsync(piece);
            await pipe.Writer.CompleteAsync();
        });
        var (read, _) = await ReadAsync(request, pipe.Reader);
        await writing;
        Assert.Equal(PlainSigner.HashOf(payload), PlainSigner.HashOf(read));
    }

    private async Task<bool> IsAcceptedAsync(RawRequest request, byte[] wire) => await CodeOf(request, wire) is null;

    private async Task<string?> CodeOf(RawRequest request, byte[] wire)
    {
        try
        {
            await ReadAsync(request, wire, 1000);
            return null;
        }
        catch (FaultException fault)
        {
            return fault.Code;
        }
    }

    private Task<(byte[] Payload, IReadOnlyDictionary<string, string> Trailers)> ReadAsync(RawRequest request, byte[] wire, int step) =>
        ReadAsync(request, PipeReader.Create(new Dribble(wire, step)));

    private async Task<(byte[] Payload, IReadOnlyDictionary<string, string> Trailers)> ReadAsync(RawRequest request, PipeReader wire)
    {
        Assert.True(_authenticator.TryRead(request.ToSigned()!.Value, out var claim, out _));
        using var accepted = (await _authenticator.AuthenticateAsync(claim, SignatureRules.ObjectStorage, default, default)).Accepted!;
        using var body = accepted.OpenBody(wire);
        using var payload = new MemoryStream();
        await body.CopyToAsync(payload);
        return (payload.ToArray(), body.Trailers);
    }
}
